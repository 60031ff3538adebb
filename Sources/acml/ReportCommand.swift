import ArgumentParser
import Experiments
import Foundation

/// `acml report`
struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Writes one HTML page that shows what runs have come to.",
    discussion: """
      The page needs no network. It shows losses, retrieval over the size of the pool for all pairs of all runs, what the \
      embeddings know, neighbours, and how each run was made. Charts are drawn by Vega (Debian's libjs-vega), which is \
      written into the page.

      EXAMPLES
        acml report runs/graph-smiles --output report.html
        acml report runs/nmr-13c runs/gc-ms --pool library.smi.gz --output pairs.html
        acml report runs/nmr-13c runs/gc-ms --pool nmr.index --pool gc.index --output pairs.html
      """)

  @Argument(help: ArgumentHelp("Folders of finished trainings.", valueName: "runs"))
  var runFolders: [String]

  @Option(name: .shortAndLong, help: ArgumentHelp("The page.", valueName: "file"))
  var output = "report.html"

  @Option(help: "What stands above the page.")
  var title = "ACML report"

  @Option(
    parsing: .singleValue,
    help: ArgumentHelp(
      "Further molecules in the pools: a file for all runs, or an index for the run it was made with (repeatable).",
      valueName: "pool"))
  var pool: [String] = []

  @Option(name: .customLong("smiles-column"), help: "The column of molecules in --pool.")
  var smilesColumn = "smiles"

  @Option(
    parsing: .singleValue,
    help: ArgumentHelp("A folder of `acml evaluate`, whose table is shown (repeatable).", valueName: "folder"))
  var evaluation: [String] = []

  @Option(
    help:
      "What molecules are coloured by at first: \(MolecularProperty.allCases.map(\.rawValue).joined(separator: ", ")).")
  var property = MolecularProperty.logP

  @Option(help: ArgumentHelp("The folder of Vega's programs.", valueName: "folder"))
  var vega = VegaLibrary.defaultFolder.path

  @Flag(help: "Print one JSON object on stdout.")
  var json = false

  @OptionGroup var compute: ComputeOptions
  @OptionGroup var plugins: PluginOptions

  func run() throws {
    let catalog = try plugins.load(quiet: compute.quiet)
    let progress = compute.start()
    var options = ReportTask.Options()
    options.title = title
    options.pools = pool.map { URL(filePath: $0) }
    options.smilesColumn = smilesColumn
    options.evaluations = evaluation.map { URL(filePath: $0) }
    options.property = property
    options.vega = URL(filePath: vega)
    let report = try ReportTask(catalog, store: compute.storeFolder, progress: progress).write(
      runFolders.map { URL(filePath: $0) }, to: URL(filePath: output), options)
    if json { return try Standard.printJSON(report) }
    print("\(report.output): \(report.charts) charts of \(report.runs.count) runs, \(report.bytes / 1024) KiB")
  }
}

extension MolecularProperty: @retroactive ExpressibleByArgument {}
