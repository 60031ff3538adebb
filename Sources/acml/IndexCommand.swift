import ArgumentParser
import Experiments
import Foundation

/// `acml index`
struct IndexCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "index",
    abstract: "Encodes a library of molecules once, to be searched again and again.",
    discussion: """
      Reads the files as a stream, encodes each molecule with the run's graph network on all cores, and writes an index \
      that `acml retrieve --pool` maps into memory. Molecules that come again are kept once; rows that can't be used are \
      counted and listed in rejected.csv. After an interruption, of whatever kind, the same command goes on.

      EXAMPLES
        acml index runs/graph-smiles --molecules library.smi.gz --output library.index
        acml index runs/graph-nmr --molecules a.csv b.sdf --smiles-column SMILES --output library.index --memory 4GB
        acml retrieve runs/graph-nmr --query spectrum.jdx --pool library.index --top 20
      """)

  @Argument(help: ArgumentHelp("The folder of a finished training.", valueName: "run"))
  var runFolder: String

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp("Files of molecules: CSV, TSV, SMI or SDF, plain or gzipped.", valueName: "file"))
  var molecules: [String]

  @Option(name: .shortAndLong, help: ArgumentHelp("The folder of the index.", valueName: "folder"))
  var output: String

  @Option(
    help: ArgumentHelp(
      "Memory for molecules on their way and for telling them apart, beside that of the run: 1GB serves 8 million.",
      valueName: "size"))
  var memory = ByteCount(bytes: 1_000_000_000)

  @Option(name: .customLong("smiles-column"), help: "The column of molecules in tables.")
  var smilesColumn = "smiles"

  @Flag(help: "Print one JSON object on stdout.")
  var json = false

  @OptionGroup var compute: ComputeOptions
  @OptionGroup var plugins: PluginOptions

  func validate() throws {
    if memory.bytes < 64_000_000 { throw ValidationError("--memory takes 64MB or more, not \(memory.bytes) bytes") }
  }

  func run() throws {
    let (trained, progress) = try plugins.openRun(runFolder, compute)
    let report = try IndexTask(trained, progress: progress).build(
      molecules.map { URL(filePath: $0) }, to: URL(filePath: output),
      options: IndexTask.Options(smilesColumn: smilesColumn, memory: memory.bytes))
    if json { return try Standard.printJSON(report) }
    for row in report.firstRejected { Standard.error.write("warning: \(row)\n") }
    print(
      "\(report.output): \(report.molecules) molecules, \(report.bytes.formattedBytes); "
        + "\(report.duplicates) came again, \(report.rejected) rows rejected")
    if report.encodedNow > 0 {
      print(
        "\(Int(report.rate)) molecules a second; the graph encoder alone \(Int(report.encoderRate)); peak memory "
          + report.peakMemory.formattedBytes)
    }
  }
}

/// A number of bytes, such as `1GB`.
struct ByteCount: ExpressibleByArgument {
  let bytes: Int

  init(bytes: Int) { self.bytes = bytes }

  init?(argument: String) {
    guard let bytes = Int(bytes: argument) else { return nil }
    self.bytes = bytes
  }

  var defaultValueDescription: String { bytes.formattedBytes }
}
