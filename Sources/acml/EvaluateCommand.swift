import ArgumentParser
import Experiments
import Foundation

/// `acml evaluate`
struct EvaluateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate",
    abstract: "Measures what a trained graph encoder is worth for predicting properties, and makes a model of them.",
    discussion: """
      The encoder learns on (finetune), or stays and a linear model is put on top (probe). The same network with fresh \
      weights (scratch) and a linear model on Morgan fingerprints always stand beside. Several labels are learned \
      together, and missing ones are left out. Epochs and penalties are chosen on the validation part alone; figures are \
      those of the test part, mean ± deviation over the seeds. With --output, the folder serves `acml predict`; an \
      evaluation that was interrupted is taken up there when it is repeated.

      EXAMPLES
        acml evaluate runs/graph-smiles --dataset solubility.csv --task regression --labels logS --output models/logs
        acml evaluate runs/graph-smiles --dataset tox.csv --task classification --mode probe,finetune --seeds 3
        acml evaluate runs/graph-smiles --split files:train_val.csv,test.csv --task regression --smiles-column Drug \
      --labels Y
        acml evaluate runs/graph-smiles --suite moleculenet data/moleculenet --output evaluations/moleculenet
      """)

  @Argument(help: ArgumentHelp("The folder of a finished training.", valueName: "run"))
  var runFolder: String

  @Argument(help: ArgumentHelp("With --suite: the folder of its sets.", valueName: "folder"))
  var suiteFolder: String?

  @Option(help: "Molecules with labels: CSV, TSV or SDF, plain or gzipped.")
  var dataset: String?

  @Option(help: "What the labels are: \(PropertyTask.allCases.map(\.rawValue).joined(separator: " or ")).")
  var task: PropertyTask?

  @Option(help: ArgumentHelp("The label columns; all that hold numbers alone unless said.", valueName: "list"))
  var labels: String?

  @Option(name: .customLong("smiles-column"), help: "The column of molecules.")
  var smilesColumn: String = "smiles"

  @Option(
    help: "How the molecules are divided: scaffold, random, column:NAME, or files:TRAIN,TEST or files:TRAIN,VALID,TEST."
  )
  var split: String?

  @Option(name: .customLong("split-seed"), help: "What a split that draws is drawn from; all seeds share one split.")
  var splitSeed: UInt64 = 0

  @Option(
    parsing: .singleValue,
    help: ArgumentHelp(
      "What to measure: finetune (unless said), probe, scratch (repeatable, or separated by commas); the first is served.",
      valueName: "list"))
  var mode: [ModeList] = []

  @Option(help: "How many times each network is trained, with the seeds from 1.")
  var seeds = 5

  @Option(help: "Epochs at most; 10 to 60, fewer for larger sets, unless said.")
  var epochs: Int?

  @Option(help: "Training ends after so many epochs without a better one.")
  var patience = PropertySettings().patience

  @Option(
    name: .customLong("batch-size"), help: "Molecules a step; 32 to 256 by the size of the training part unless said.")
  var batchSize: Int?

  @Option(name: .customLong("learning-rate"), help: "Peak learning rate of the head, and of a network from scratch.")
  var learningRate = PropertySettings().learningRate

  @Option(name: .customLong("encoder-rate"), help: "The learning rate of a trained encoder as a share of the head's.")
  var encoderRate = PropertySettings().encoderRate

  @Option(help: "The share of the embedding that is dropped in training.")
  var dropout = PropertySettings().dropout

  @Option(name: .customLong("head-width"), help: "Width of the head's hidden layer; 0: a linear head.")
  var headWidth = PropertySettings().hiddenDimensions ?? 0

  @Option(
    help: "Evaluate a folder of known sets: \(PropertySuiteName.allCases.map(\.rawValue).joined(separator: " or ")).")
  var suite: PropertySuiteName?

  @Option(help: ArgumentHelp("With --suite: these sets alone, by name.", valueName: "list"))
  var sets: String?

  @Option(
    name: .shortAndLong, help: ArgumentHelp("The folder to write; nothing is kept unless said.", valueName: "folder"))
  var output: String?

  @Flag(help: "Print one JSON object on stdout.")
  var json = false

  @OptionGroup var compute: ComputeOptions
  @OptionGroup var plugins: PluginOptions

  func validate() throws {
    for (name, value, range) in [
      ("seeds", seeds, 1...1000), ("epochs", epochs ?? 1, 1...100_000), ("patience", patience, 1...100_000),
      ("batch-size", batchSize ?? 1, 1...1_000_000), ("head-width", headWidth, 0...65_536),
    ] where !range.contains(value) {
      throw ValidationError(
        "--\(name) takes a whole number from \(range.lowerBound) to \(range.upperBound), not \(value)")
    }
    for (name, value) in [("learning-rate", learningRate), ("encoder-rate", encoderRate)]
    where !(value > 0 && value.isFinite) {
      throw ValidationError("--\(name) takes a number above 0, not \(value)")
    }
    if !(0...0.95).contains(dropout) {
      throw ValidationError("--dropout takes a number from 0 to 0.95, not \(dropout)")
    }
    if suite != nil {
      if suiteFolder == nil {
        throw ValidationError("--suite needs the folder of its sets: acml evaluate RUN --suite NAME FOLDER")
      }
      if output == nil { throw ValidationError("--suite needs --output, so that it can be taken up") }
      if dataset != nil || task != nil || labels != nil || split != nil {
        throw ValidationError("--suite knows its sets; --dataset, --task, --labels and --split don't go with it")
      }
    } else {
      if suiteFolder != nil || sets != nil {
        throw ValidationError("a folder of sets and --sets go with --suite alone")
      }
      if task == nil { throw ValidationError("--task is missing: classification or regression") }
      let hasFiles = split?.hasPrefix("files:") ?? false
      if dataset == nil, !hasFiles { throw ValidationError("--dataset is missing: a file of molecules with labels") }
      if dataset != nil, hasFiles { throw ValidationError("--split files: names the files; leave --dataset out") }
    }
  }

  private var settings: PropertySettings {
    var settings = PropertySettings()
    settings.epochs = epochs
    settings.patience = patience
    settings.batchSize = batchSize
    settings.learningRate = learningRate
    settings.encoderRate = encoderRate
    settings.dropout = dropout
    settings.hiddenDimensions = headWidth == 0 ? nil : headWidth
    return settings
  }

  func run() throws {
    let modes = mode.isEmpty ? [.finetune] : mode.flatMap(\.modes)
    let split = try PropertySplit(split ?? "scaffold", seed: splitSeed)
    let (trained, progress) = try plugins.openRun(runFolder, compute)
    if let suite, let suiteFolder, let output {
      var options = PropertySuite.Options()
      options.suite = suite
      options.sets = sets.map(Self.list) ?? []
      options.modes = modes
      options.seeds = seeds
      options.splitSeed = splitSeed
      options.settings = settings
      let report = try PropertySuite(trained, progress: progress).evaluate(
        URL(filePath: suiteFolder), options, output: URL(filePath: output))
      return try json ? Standard.printJSON(report) : show(report)
    }
    var options = PropertyEvaluation.Options()
    options.files = dataset.map { [URL(filePath: $0)] } ?? []
    options.task = task ?? .classification
    options.labels = labels.map(Self.list)
    options.smilesColumn = smilesColumn
    options.split = split
    options.modes = modes
    options.seeds = seeds
    options.settings = settings
    let report = try PropertyEvaluation(trained, progress: progress).evaluate(
      options, output: output.map { URL(filePath: $0) })
    try json ? Standard.printJSON(report) : show(report)
  }

  private static func list(_ text: String) -> [String] {
    text.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
  }

  private func show(_ report: PropertyReport) {
    for row in report.rejectedRows { Standard.error.write("warning: \(row)\n") }
    if report.leaked > 0 {
      Standard.error.write("warning: \(report.leaked) molecules of the test part are in the training part too\n")
    }
    let parts = Part.allCases.map { "\(report.parts[$0.rawValue] ?? 0) \($0.rawValue)" }.joined(separator: ", ")
    print("\(report.task.rawValue) of \(report.labels.joined(separator: ", "))")
    print(
      "\(parts) (\(report.split)); \(report.unlabelled) rows without a label, \(report.rejectedRows.count) rejected\n")
    var table = TextTable(["mode", "figure", "test", "deviation", "seeds", "ensemble"], numeric: [2, 3, 4, 5])
    for result in report.results {
      for figure in result.figures {
        table.add([
          result.mode.rawValue, figure.metric.rawValue, number(figure.mean),
          figure.seeds.count > 1 ? number(figure.deviation) : "", "\(figure.seeds.count)", number(figure.ensemble),
        ])
      }
    }
    print(table.text)
    if let coverage = report.calibration.coverage {
      print(
        "\n95 % error bars of \(report.served.rawValue) hold \(String(format: "%.1f", coverage * 100)) % of the test part"
      )
    }
    if let before = report.calibration.brierBefore, let after = report.calibration.brier {
      print("\nBrier score of \(report.served.rawValue): \(number(after)) calibrated, \(number(before)) before")
    }
    if let output = report.output { print("\n\(output): serves \(report.served.rawValue) with `acml predict`") }
  }

  private func show(_ report: PropertySuite.Report) {
    var table = TextTable(report.header, numeric: Set(1..<report.header.count).subtracting([3]))
    for line in report.cells { table.add(line) }
    print(table.text)
    if !report.absent.isEmpty { print("not in the folder: \(report.absent.joined(separator: ", "))") }
  }

  private func number(_ value: Double) -> String { String(format: "%.4f", value) }
}

/// Modes separated by commas.
struct ModeList: ExpressibleByArgument {
  let modes: [PropertyMode]

  init?(argument: String) {
    let modes = argument.split(separator: ",", omittingEmptySubsequences: false).map {
      PropertyMode(rawValue: String($0))
    }
    guard !modes.isEmpty, !modes.contains(nil), !modes.contains(.fingerprint) else { return nil }
    self.modes = modes.compactMap(\.self)
  }
}

extension PropertyTask: @retroactive ExpressibleByArgument {}
extension PropertySuiteName: @retroactive ExpressibleByArgument {}
