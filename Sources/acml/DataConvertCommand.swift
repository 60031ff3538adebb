import ArgumentParser
import Experiments
import Foundation

/// `acml data convert`
struct DataConvertCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "convert",
    abstract: "Turns files of measured samples into one memory-mapped store, or into MSP, MGF or CSV.",
    discussion: """
      The ending of --output decides: .acml is a store, .msp, .mgf and .csv are text that other programs read. A store holds each sample with its molecule, its name, its place in the file that it comes from, and whether it was \
      measured or simulated. It is read wherever a configuration names files of samples (data.samples), faster than text, \
      and holds several modalities at once.

      EXAMPLES
        acml data convert library.msp library.mgf.gz --output library.acml
        acml data convert records.jdx spectra.mzML.gz --output spectra.msp
        acml data convert nmr.tsv.gz --modality nmr-13c --output nmr-13c.acml --json
      """)

  @Argument(help: "Files that the plugins' modalities read (see `acml plugin list`), plain or gzipped.")
  var files: [String]

  @Option(name: .shortAndLong, help: "The file to write: .acml, .msp, .mgf or .csv.")
  var output: String

  @Option(parsing: .singleValue, help: "For a store, a modality that is wanted (repeatable); all unless said.")
  var modality: [String] = []

  @Option(name: .customLong("smiles-column"), help: "The column of molecules in tables.")
  var smilesColumn = "smiles"

  @Flag(help: "Print one JSON object on stdout.")
  var json = false

  @OptionGroup var compute: ComputeOptions
  @OptionGroup var plugins: PluginOptions

  func run() throws {
    let catalog = try plugins.load(quiet: compute.quiet)
    let progress = compute.start()
    let conversion = try DataConversion(
      modalities: modality, smilesColumn: smilesColumn, catalog: catalog, progress: progress)
    let (inputs, target) = (files.map { URL(filePath: $0) }, URL(filePath: output))
    let report =
      try target.pathExtension == "acml"
      ? conversion.write(inputs, to: target) : conversion.writeText(inputs, to: target)
    if json { return try Standard.printJSON(report) }
    for row in report.rejectedRows { Standard.error.write("warning: \(row)\n") }
    var table = TextTable(["samples", "count"], numeric: [1])
    for (modality, count) in report.samples.sorted(by: { $0.key < $1.key }) { table.add([modality, "\(count)"]) }
    print(table.text)
    print(
      "\(report.output): \(report.molecules) molecules, \(report.simulated) samples simulated, "
        + "\(report.withoutStructure) without a structure, \(report.rejectedRows.count) rejected")
  }
}
