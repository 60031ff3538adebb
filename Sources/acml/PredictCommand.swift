import ArgumentParser
import Experiments
import Foundation

/// `acml predict`
struct PredictCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "predict",
    abstract: "Predicts the properties of new molecules with a folder that `acml evaluate` wrote.",
    discussion: """
      Rows keep the order of the file, and their columns are kept. For each property there is a column predicted_NAME (a \
      value in units of the data, or the probability of class 1) and a column uncertainty_NAME, calibrated on the \
      validation part; a row whose molecule can't be read has the reason in the column error.

      EXAMPLES
        acml predict models/logs --input molecules.csv --output predictions.csv
        acml predict models/tox --input library.smi.gz --json
        acml predict models/logs --input leads.csv --output predictions.csv --atoms atoms
      """)

  @Argument(help: ArgumentHelp("The folder of a finished evaluation.", valueName: "model"))
  var modelFolder: String

  @Option(help: "Molecules: CSV, TSV, SMI or SDF, plain or gzipped.")
  var input: String

  @Option(name: .shortAndLong, help: "The CSV file to write; stdout unless said.")
  var output: String?

  @Option(
    name: .customLong("smiles-column"), help: "The column of molecules; that of the model's own data unless said.")
  var smilesColumn: String?

  @Option(
    help: ArgumentHelp(
      "Also weigh the atoms of each molecule for each property: a table and drawings go there.", valueName: "folder"))
  var atoms: String?

  @Flag(help: "Print one JSON object on stdout.")
  var json = false

  @OptionGroup var compute: ComputeOptions
  @OptionGroup var plugins: PluginOptions

  func run() throws {
    let catalog = try plugins.load(quiet: compute.quiet)
    let progress = compute.start()
    let model = try PropertyModel(URL(filePath: modelFolder), catalog: catalog)
    let report = try PropertyPrediction(model, progress: progress).predict(
      URL(filePath: input), smilesColumn: smilesColumn)
    if let output { try report.write(to: URL(filePath: output)) }
    if let atoms {
      _ = try PropertyAttribution(model, progress: progress).attribute(report, to: URL(filePath: atoms))
    }
    if json { return try Standard.printJSON(report) }
    for row in report.rejectedRows { Standard.error.write("warning: \(row)\n") }
    guard let output else { return Standard.output.write(report.csv) }
    print("\(output): \(report.rows.count) rows, \(report.rejectedRows.count) without a prediction")
  }
}
