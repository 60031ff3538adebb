internal import Chemistry
public import ACML
public import Foundation
public import Spectra

/// Writing simulated spectra of a file's molecules (`acml data simulate`), each marked as simulated.
public struct SpectrumSimulation {
  /// What was written.
  public struct Report: Sendable, Codable, Equatable {
    public let output: String
    /// Rows of the input.
    public let rows: Int
    /// Spectra written, by kind.
    public let spectra: [String: Int]
    /// Molecules that can't be read, and spectra that can't be simulated, with the reasons.
    public let rejectedRows: [RejectedRow]
  }

  private let simulators: [SpectrumSimulator]
  private let smilesColumn: String
  private let progress: any ProgressObserver

  /// - Parameters:
  ///   - kinds: the kinds of spectra that each molecule gets, in this order.
  ///   - collisionEnergies: in eV; each makes an MS/MS spectrum of its own.
  ///   - smilesColumn: the column of molecules in a table.
  ///   - progress: is told how far the work has come.
  /// - Throws: `SimulationError/collisionEnergy(_:)`.
  public init(
    kinds: [SpectrumSimulator.Kind], collisionEnergies: [Double] = [30], smilesColumn: String = "smiles",
    progress: any ProgressObserver = SilentProgress()
  ) throws {
    simulators = try kinds.flatMap { kind in
      kind == .tandemMass
        ? try collisionEnergies.map { try SpectrumSimulator(kind, collisionEnergy: $0) } : [try SpectrumSimulator(kind)]
    }
    self.smilesColumn = smilesColumn
    self.progress = progress
  }

  /// Reads a file of molecules and writes their spectra, molecule by molecule.
  ///
  /// Columns of the input beside `smiles`, `name` and `inchikey` are kept where the output has a place for them, which is
  /// so for MSP and MGF.
  /// - Parameters:
  ///   - input: CSV, TSV, SMI or SDF, plain or gzipped.
  ///   - output: CSV, or for mass spectra MSP or MGF, by its ending.
  /// - Throws: ``SimulationFault``, errors of the files, ``Interrupted``.
  public func write(_ input: URL, to output: URL) throws -> Report {
    let writer = try spectrumWriter(output)
    let stream = try RecordStream(opening: input)
    let column: Int? =
      switch stream.format {
      case .sdf: nil
      case .smi: 0
      case .csv, .tsv: try stream.index(of: smilesColumn)
      }
    let file = try AtomicFileWriter(output)
    try file.write(writer.header)
    var (rows, spectra, rejected): (Int, [String: Int], [RejectedRow]) = (0, [:], [])
    progress.begin("simulating", total: nil)
    var isAtEnd = false
    while !isAtEnd {
      var chunk: [SourceRecord] = []
      while chunk.count < Self.chunk, !isAtEnd {
        if let record = try stream.next() { chunk.append(record) } else { isAtEnd = true }
      }
      let (columns, simulators) = (stream.columns, simulators)
      let outcomes = try inParallel(chunk, chunk: Self.chunk, grain: 4) { record in
        try Outcome(record, columns: columns, smilesColumn: column, simulators, writer)
      }
      for (record, outcome) in zip(chunk, outcomes) {
        rows += 1
        try file.write(outcome.text)
        for kind in outcome.kinds { spectra[kind.rawValue, default: 0] += 1 }
        rejected += outcome.faults.map {
          RejectedRow(
            file: stream.path, line: record.line, column: nil, text: outcome.smiles, reason: $0)
        }
      }
      progress.advance(to: rows, note: nil)
      try Interruption.check()
    }
    try file.commit()
    progress.end(note: "\(spectra.values.reduce(0, +)) spectra")
    return Report(output: output.relativePath, rows: rows, spectra: spectra, rejectedRows: rejected)
  }

  private static let chunk = 512

  private func spectrumWriter(_ output: URL) throws -> SpectrumWriter {
    let format = SpectrumFormat(rawValue: output.pathExtension.lowercased())
    guard let format, let writer = try? SpectrumWriter(format) else {
      throw SimulationFault.unknownOutput(path: output.relativePath)
    }
    if format != .csv, let kind = simulators.first(where: { [.carbon13, .proton].contains($0.kind) })?.kind {
      throw SimulationFault.onlyMassSpectra(path: output.relativePath, kind: kind)
    }
    return writer
  }
}

/// What comes of one row: the text of its spectra, and why some are missing.
private struct Outcome: Sendable {
  private(set) var text = ""
  private(set) var kinds: [SpectrumSimulator.Kind] = []
  private(set) var faults: [String] = []
  private(set) var smiles = ""

  init(
    _ record: SourceRecord, columns: [String], smilesColumn: Int?, _ simulators: [SpectrumSimulator],
    _ writer: SpectrumWriter
  ) throws {
    smiles =
      smilesColumn.flatMap { record.values.indices.contains($0) ? record.values[$0].trimmingBlanks() : nil } ?? ""
    if let fault = record.fault {
      faults = [fault]
      return
    }
    do {
      let molecule =
        if let block = record.molBlock { try Molecule(molBlock: block) } else {
          try Molecule(smiles: smiles)
        }
      var template = SpectrumRecord(line: record.line, spectrum: .nmr(NMRSpectrum(nucleus: .proton, peaks: [])))
      template.isSimulated = true
      template.structure = .smiles(try molecule.canonicalSMILES)
      template.formula = try molecule.formula
      for (index, (column, value)) in zip(columns, record.values).enumerated() where index != smilesColumn {
        switch column.lowercased() {
        case "name": template.name = value
        case "inchikey": template.inchiKey = value
        case "smiles", "formula", "kind", "peaks", "origin": break
        default: if !value.isEmpty { template.fields.append(SpectrumRecord.Field(column, value)) }
        }
      }
      // A molecule without an InChIKey has a spectrum all the same.
      if template.inchiKey?.isEmpty ?? true { template.inchiKey = try? molecule.inchiKey }
      for simulator in simulators {
        do {
          template.spectrum = try simulator.spectrum(of: molecule)
        } catch {
          faults.append("\(simulator.kind.rawValue): \(error)")
          continue
        }
        text += try writer.text(of: template)
        kinds.append(simulator.kind)
      }
    } catch let error as MoleculeError {
      faults.append("\(error)")
    }
  }
}

/// Why simulated spectra can't be written where they should.
public enum SimulationFault: ClassifiedError, Equatable {
  case unknownOutput(path: String)
  case onlyMassSpectra(path: String, kind: SpectrumSimulator.Kind)

  public var failureClass: FailureClass { .usage }

  public var description: String {
    switch self {
    case .unknownOutput(let path):
      "\(path): simulated spectra are written as .csv, .msp or .mgf; the ending names none of them."
    case .onlyMassSpectra(let path, let kind):
      "\(path): a file of this kind holds mass spectra only, no \(kind.rawValue) spectra; name a .csv file."
    }
  }
}
