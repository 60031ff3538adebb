import ArgumentParser
import Experiments
import Foundation

/// `acml embed`
struct EmbedCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "embed",
    abstract: "Writes the graph embeddings of a file's molecules.",
    discussion: """
      Rows keep the order of the file, and their columns are kept beside: in the CSV itself, for safetensors and npy in \
      FILE.rows.csv. A row whose molecule can't be read has no embedding (NaN, or empty in CSV) and is reported.

      EXAMPLES
        acml embed runs/graph-smiles --input molecules.csv --output embeddings.npy
        acml embed runs/graph-smiles --input library.smi.gz --output embeddings.safetensors
        acml embed runs/graph-smiles --input molecules.csv --output joint.csv --joint smiles
      """)

  @Argument(help: ArgumentHelp("The folder of a finished training.", valueName: "run"))
  var runFolder: String

  @Option(help: "Molecules: CSV, TSV, SMI or SDF, plain or gzipped.")
  var input: String

  @Option(name: .shortAndLong, help: "The file to write: .safetensors, .npy or .csv.")
  var output: String

  @Option(
    help: ArgumentHelp(
      "Embeddings in the joint space with this modality instead of the encoder's own.", valueName: "modality"))
  var joint: String?

  @Option(name: .customLong("smiles-column"), help: "The column of molecules in --input.")
  var smilesColumn = "smiles"

  @Flag(help: "Print one JSON object on stdout.")
  var json = false

  @OptionGroup var compute: ComputeOptions
  @OptionGroup var plugins: PluginOptions

  func run() throws {
    let (trained, progress) = try plugins.openRun(runFolder, compute)
    let report = try EmbeddingTask(trained, progress: progress).write(
      URL(filePath: input), to: URL(filePath: output), joint: joint, smilesColumn: smilesColumn)
    if json { return try Standard.printJSON(report) }
    for row in report.rejectedRows { Standard.error.write("warning: \(row)\n") }
    print(
      "\(report.output): \(report.rows) rows of \(report.dimensions) dimensions, \(report.rejectedRows.count) without embedding"
    )
  }
}
