import ArgumentParser
import Experiments
import Foundation
import Spectra

/// `acml data simulate`
struct DataSimulateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "simulate",
    abstract: "Writes spectra of molecules that rules made, each marked as simulated.",
    discussion: """
      13C and 1H shifts come from published increments, EI and MS/MS peaks from bonds that break and small neutrals that \
      leave. The spectra are for trying things and for tests; they replace no measured ones. Every record says \
      origin: simulated.

      A table has the columns smiles, name, inchikey, formula, kind, precursor_mz, adduct, collision_energy, origin and \
      peaks among others; peaks are shift:multiplicity for 13C, one an atom; shift:multiplicity:integral for 1H, one a \
      group of equivalent hydrogens; and mz:intensity for mass spectra. MSP and MGF hold mass spectra and keep the \
      input's other columns.

      EXAMPLES
        acml data simulate --input molecules.csv --kind 13c --kind 1h --output shifts.csv
        acml data simulate --input library.smi.gz --kind ei --output library.msp
        acml data simulate --input drugs.sdf --kind msms --collision-energy 10 --collision-energy 40 --output drugs.mgf
      """)

  @Option(help: "Molecules: CSV, TSV, SMI or SDF, plain or gzipped.")
  var input: String

  @Option(parsing: .singleValue, help: "What to simulate: 13c, 1h, ei or msms (repeatable).")
  var kind: [SpectrumSimulator.Kind]

  @Option(name: .shortAndLong, help: "The file to write: .csv, or for mass spectra .msp or .mgf.")
  var output: String

  @Option(
    name: .customLong("collision-energy"), parsing: .singleValue,
    help: ArgumentHelp("The energy of MS/MS in eV; 30 unless said (repeatable).", valueName: "eV"))
  var collisionEnergies: [Double] = []

  @Option(name: .customLong("smiles-column"), help: "The column of molecules in a table.")
  var smilesColumn = "smiles"

  @Option(help: ArgumentHelp("Write all rows without a spectrum to a CSV file.", valueName: "file"))
  var rejected: String?

  @Flag(help: "Print one JSON object on stdout.")
  var json = false

  @OptionGroup var compute: ComputeOptions

  func validate() throws {
    if kind.isEmpty { throw ValidationError("--kind must name what to simulate: 13c, 1h, ei or msms") }
    if let energy = collisionEnergies.first(where: { !SpectrumSimulator.collisionEnergies.contains($0) }) {
      throw ValidationError("--collision-energy takes a number from 0 to 1000, not \(energy)")
    }
  }

  func run() throws {
    let energies = collisionEnergies.isEmpty ? [30] : collisionEnergies
    let report = try SpectrumSimulation(
      kinds: kind, collisionEnergies: energies, smilesColumn: smilesColumn, progress: compute.start()
    ).write(URL(filePath: input), to: URL(filePath: output))
    if let rejected { try report.rejectedRows.write(to: URL(filePath: rejected)) }
    if json { return try Standard.printJSON(report) }
    for row in report.rejectedRows.prefix(10) { Standard.error.write("warning: \(row)\n") }
    if report.rejectedRows.count > 10 {
      Standard.error.write(
        "warning: and \(report.rejectedRows.count - 10) more\(rejected == nil ? "; --rejected FILE.csv lists them all" : "")\n"
      )
    }
    let counts = report.spectra.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }.joined(separator: ", ")
    print(
      "\(report.output): simulated spectra of \(report.rows) rows: \(counts.isEmpty ? "none" : counts), "
        + "\(report.rejectedRows.count) could not be made")
  }
}

extension SpectrumSimulator.Kind: @retroactive ExpressibleByArgument {}
