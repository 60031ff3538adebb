import ACML
import ArgumentParser
import Experiments
import Foundation

/// `acml isomers`
struct IsomersCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "isomers",
    abstract: "Measures whether a trained run tells isomers apart.",
    discussion: """
      Among held-out molecules of one formula, matches each sample with the molecule that it resembles most. Prints the \
      accuracy for each size of group and over pairs, beside the random rate and with 95 % intervals that resample \
      formulas, and lists the pairs that are hardest to tell apart.

      EXAMPLES
        acml isomers runs/graph-nmr --kind constitutional
        acml isomers runs/graph-smiles --kind stereo --hardest 5 --json
        acml isomers runs/graph-nmr --pairs pairs.csv
        acml isomers runs/graph-nmr --data outside.msp
      """)

  @Argument(help: ArgumentHelp("The folder of a finished training.", valueName: "run"))
  var runFolder: String

  @Option(help: "Which isomers: \(IsomerKind.allCases.map(\.rawValue).joined(separator: ", ")).")
  var kind = IsomerKind.all

  @Option(help: ArgumentHelp("Pairs picked by hand: two SMILES a row, in the first two columns.", valueName: "file"))
  var pairs: String?

  @Option(
    help: """
      A labelled file from outside to measure with instead of a part of the run; what the run learned from is left out.
      """)
  var data: String?

  @Option(name: .customLong("smiles-column"), help: "The column of molecules in --data.")
  var smilesColumn = "smiles"

  @Option(help: "The modality; all of the run unless said.")
  var modality: String?

  @Option(help: "The part that is asked for: train, validation or test.")
  var part = Part.test

  @Option(help: ArgumentHelp("How many of the hardest pairs to list.", valueName: "count"))
  var hardest = 20

  @Option(
    help: ArgumentHelp("A page with the figures, and the listed pairs drawn with their spectra.", valueName: "file"))
  var html: String?

  @Flag(help: "Print one JSON object on stdout.")
  var json = false

  @OptionGroup var compute: ComputeOptions
  @OptionGroup var plugins: PluginOptions

  func validate() throws {
    if hardest < 0 { throw ValidationError("--hardest takes a whole number from 0, not \(hardest)") }
  }

  func run() throws {
    let (trained, progress) = try plugins.openRun(runFolder, compute)
    var options = IsomerTask.Options()
    options.kind = kind
    options.pairs = pairs.map { URL(filePath: $0) }
    options.data = data.map { URL(filePath: $0) }
    options.smilesColumn = smilesColumn
    options.modality = modality
    options.part = part
    options.hardest = hardest
    let report = try IsomerTask(trained, store: compute.storeFolder, progress: progress).evaluate(options)
    if let html { try report.writePage(to: URL(filePath: html)) }
    try json ? Standard.printJSON(report) : show(report)
  }

  private func show(_ report: IsomerTask.Report) {
    for row in report.rejectedRows { Standard.error.write("warning: \(row)\n") }
    if report.learnedFrom > 0 { print("\(report.learnedFrom) molecules left out that the run has learned from") }
    for result in report.results {
      let figures = result.figures
      print(
        "\(result.modality): \(figures.all.samples) samples, \(figures.pairs) pairs of \(figures.formulas) formulas")
      var table = TextTable(["", "samples", "right %", "95 % interval", "random %"], numeric: [1, 2, 4])
      func add(_ name: String, _ samples: Int, _ estimate: Retrieval.Estimate, _ random: Double) {
        table.add([
          name, "\(samples)", percent(estimate.value), "\(percent(estimate.lower)) – \(percent(estimate.upper))",
          percent(random),
        ])
      }
      add("pairwise, over pairs", 2 * figures.pairs, figures.pairwiseAccuracy, figures.pairwiseRandom)
      add("pairwise, over samples", figures.all.samples, figures.meanOverSamples, figures.pairwiseRandom)
      add("best of its group", figures.all.samples, figures.all.accuracy, figures.all.random)
      for entry in figures.bySize {
        add("  groups of \(entry.groupSize ?? 0)", entry.samples, entry.accuracy, entry.random)
      }
      print(table.text)
      guard !result.pairs.isEmpty else { continue }
      var pairs = TextTable(["formula", "right", "own", "other", "molecule"], numeric: [2, 3])
      for pair in result.pairs {
        for (formula, member) in [(pair.formula, pair.first), ("", pair.second)] {
          pairs.add([
            formula, member.isMatched ? "yes" : "no", String(format: "%.4f", member.ownScore),
            String(format: "%.4f", member.otherScore), member.smiles,
          ])
        }
      }
      print("\n\(report.kind == "picked" ? "pairs" : "hardest pairs")\n\(pairs.text)\n")
    }
  }

  private func percent(_ value: Double) -> String { String(format: "%.1f", value * 100) }
}

extension IsomerKind: @retroactive ExpressibleByArgument {}
