import ArgumentParser
import Experiments
import Foundation
import Spectra

/// `acml data check`
struct DataCheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Says what is in files of spectra or molecules.",
    discussion: """
      Counts records, distinct molecules, spectra by kind, and records that come twice, and lists those that can't be used \
      with their lines and the reasons. Formats: \(SpectrumFormat.allCases.map(\.rawValue).joined(separator: ", ")), and \
      SMI; each may be gzipped.

      EXAMPLES
        acml data check library.msp
        acml data check spectra/*.jdx --rejected rejected.csv
        acml data check shifts.tsv.gz --peaks-column carbon --kind 13c
        acml data check molecules.smi.gz --json
      """)

  @Argument(help: ArgumentHelp("The files.", valueName: "file"))
  var files: [String]

  @Option(help: "The files' format, where ending and content are not to decide.")
  var format: SpectrumFormat?

  @Option(name: .customLong("smiles-column"), help: "The column of molecules in a table.")
  var smilesColumn = SpectrumOptions().smilesColumn

  @Option(name: .customLong("peaks-column"), help: "The column of peak lists in a table; its name tells unless said.")
  var peaksColumn: String?

  @Option(
    help: "What the peaks of a table are: ei, msms, 13c, 1h or another nucleus; the column's name tells unless said.")
  var kind: String?

  @Option(help: ArgumentHelp("Write all rejected records to a CSV file.", valueName: "file"))
  var rejected: String?

  @Option(help: ArgumentHelp("How many rejected records to print for each file.", valueName: "count"))
  var show = 10

  @Flag(help: "Print one JSON object on stdout.")
  var json = false

  @OptionGroup var compute: ComputeOptions

  func validate() throws {
    if show < 0 { throw ValidationError("--show takes a whole number from 0, not \(show)") }
    if let kind, Spectrum.Kind(spelling: kind) == nil {
      throw ValidationError("--kind takes ei, msms, ms or a nucleus such as 13c, not '\(kind)'")
    }
  }

  private struct Listing: Encodable { let files: [DataCheck.FileReport] }

  func run() throws {
    var options = DataCheck.Options()
    options.format = format
    options.spectra.smilesColumn = smilesColumn
    options.spectra.peaksColumn = peaksColumn
    options.spectra.kind = kind.flatMap { Spectrum.Kind(spelling: $0) }
    options.shownRejections = show
    options.rejectedFile = rejected.map { URL(filePath: $0) }
    let reports = try DataCheck(options, progress: compute.start()).run(files.map { URL(filePath: $0) })
    if json { return try Standard.printJSON(Listing(files: reports)) }
    for (index, report) in reports.enumerated() {
      if index > 0 { print("") }
      show(report)
    }
  }

  private func show(_ report: DataCheck.FileReport) {
    print("\(report.path): \(report.format)")
    var table = TextTable(["", ""], numeric: [1])
    table.add(["records", "\(report.records)"])
    table.add(["molecules", "\(report.molecules)"])
    for (kind, count) in report.spectra.sorted(by: { $0.key < $1.key }) { table.add([kind, "\(count)"]) }
    for (name, count) in [
      ("simulated", report.simulated), ("duplicates", report.duplicates),
      ("without structure", report.withoutStructure), ("unreadable structures", report.unreadableStructures),
      ("rejected", report.rejected),
    ] where count > 0 { table.add([name, "\(count)"]) }
    print(table.text.split(separator: "\n").map { "  \($0)" }.joined(separator: "\n"))
    for row in report.firstRejections { print("  \(row)") }
    let others = report.rejected + report.unreadableStructures - report.firstRejections.count
    if others > 0 { print("  and \(others) more\(rejected == nil ? "; --rejected FILE.csv lists them all" : "")") }
  }
}

extension SpectrumFormat: @retroactive ExpressibleByArgument {}
