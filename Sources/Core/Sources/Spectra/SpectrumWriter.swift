/// Writes spectra as MSP, MGF or CSV, as text: where it goes is the caller's affair.
///
/// What is written is read back as an equal spectrum. Mass spectra go into all three formats, peaks of NMR into CSV;
/// traces and spectra of other techniques into none.
///
/// The columns of CSV: `smiles`, `inchi` (where there is no SMILES), `name`, `inchikey`, `formula`, `kind` (`ei`, `msms`,
/// `ms`, `13c`, `1h`, …), `precursor_mz`, `adduct`, `ion_mode`, `ms_level`, `collision_energy` (`30 eV` or `35 %`),
/// `instrument`, `solvent`, `frequency` (MHz), `temperature` (K), `origin` (`simulated` or nothing) and `peaks`:
/// `mz:intensity` or `shift:multiplicity:integral:couplings:intensity`, joined by `|`. It has no place for
/// ``SpectrumRecord/fields``.
public struct SpectrumWriter: Sendable {
  public let format: SpectrumFormat

  /// - Throws: ``SpectrumFileError/notWritten(format:)``.
  public init(_ format: SpectrumFormat) throws(SpectrumFileError) {
    guard [.msp, .mgf, .csv].contains(format) else { throw .notWritten(format: format) }
    self.format = format
  }

  /// What a file begins with: the columns of a table.
  public var header: String { format == .csv ? Self.columns.joined(separator: ",") + "\n" : "" }

  /// One record, line ends included.
  /// - Throws: ``SpectrumFileError/noPlace(format:record:reason:)``.
  public func text(of record: SpectrumRecord) throws(SpectrumFileError) -> String {
    if case .molBlock = record.structure { throw noPlace(record, "its structure is a molblock, not SMILES or InChI") }
    if format == .csv { return try row(record) }
    guard case .mass(let spectrum) = record.spectrum else {
      throw noPlace(record, "it is \(record.spectrum.kind), no mass spectrum")
    }
    return format == .msp ? mspText(record, spectrum) : mgfText(record, spectrum)
  }

  func noPlace(_ record: SpectrumRecord, _ reason: String) -> SpectrumFileError {
    let name = record.name.isEmpty ? "the record of line \(record.line)" : "the record \(record.name.quoted)"
    return .noPlace(format: format, record: name, reason: reason)
  }

  /// The shortest text that is read as the same number.
  static func text(_ number: some LosslessStringConvertible & FloatingPoint) -> String {
    let text = number.description
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }
}
