public import ACML
public import Chemistry
internal import Foundation

/// The rows of data files with the molecules that they name; nothing is dropped in silence.
///
/// What tells molecules apart is, unless a column does, their canonical SMILES with stereochemistry: two spellings of
/// one molecule are one identity. InChIKeys, which also unite tautomers, would double the time of reading (0.2 ms a
/// molecule, one thread at a time) and so are left to the splits that ask for them.
public struct Dataset: Sendable {
  /// One row.
  public struct Row: Sendable {
    /// The file as it was named.
    public let file: String
    /// The row's first line in the file, counted from 1.
    public let line: Int
    /// One text for each of the dataset's columns.
    public let values: [String]
    /// The molecule as the file spells it; for SDF, and for placeholders of SDF, canonical SMILES or nothing.
    public let smiles: String
    /// Which compound the row shows; `nil` for the placeholder of a rejected row.
    public let identity: String?
    let molecule: Molecule?
    /// What was measured of the compound; `nil` for a row that only names a molecule.
    public let measurement: Measurement?

    /// Whether the row has a molecule, that is: is no placeholder.
    public var isValid: Bool { identity != nil }
    /// Where the row stands, for messages.
    var place: String { "\(file):\(line)" }
  }

  /// A sample of a measured modality.
  public struct Measurement: Sendable {
    public let modality: String
    public let payload: any SamplePayload
    /// Whether it was computed, not measured.
    public let isSimulated: Bool
  }

  /// A file that was read.
  public struct File: Sendable, Equatable, Codable {
    /// The file as it was named.
    public let path: String
    /// SHA-256 of the file as it lies on disk, in hexadecimal.
    public let digest: String
    /// Its records, rejected ones among them.
    public let rows: Int
    public let rejected: Int
    /// Records of other modalities than the one that was asked for; they are no rows.
    public var others = 0
  }

  public let files: [File]
  /// The columns of all files, in the order in which they first stand.
  public let columns: [String]
  /// The rows in the order of the files. Under ``InvalidRowPolicy/mark`` with placeholders for rejected ones.
  public let rows: [Row]
  public let rejected: [RejectedRow]
  /// The largest molecule that was accepted.
  let limits: MoleculeLimits

  /// The files' names, for messages.
  var name: String { files.map(\.path).joined(separator: ", ") }

  init(files: [File], columns: [String], rows: [Row], rejected: [RejectedRow], limits: MoleculeLimits) {
    self.limits = limits
    self.files = files
    self.columns = columns
    self.rows = rows
    self.rejected = rejected
  }

  /// The positions in ``rows`` that have a molecule, ascending.
  public var validRows: [Int] { rows.indices.filter { rows[$0].isValid } }

  /// How often molecules come again.
  public var repetition: Repetition {
    var counts: [String: Int] = [:]
    for row in rows { if let identity = row.identity { counts[identity, default: 0] += 1 } }
    return Repetition(
      molecules: counts.count, repeated: counts.values.count { $0 > 1 },
      surplusRows: counts.values.reduce(0, +) - counts.count)
  }

  /// A count of repeated molecules; repeated rows are kept.
  public struct Repetition: Sendable, Equatable, Codable {
    /// Distinct molecules.
    public let molecules: Int
    /// Molecules that stand in more than one row.
    public let repeated: Int
    /// Rows beyond the first of their molecule.
    public let surplusRows: Int
  }

  /// The molecule of a row; parsed anew if the dataset was read without keeping them.
  /// - Returns: `nil` for a placeholder.
  public func molecule(at row: Int) throws -> Molecule? {
    guard rows[row].isValid else { return nil }
    return try rows[row].molecule ?? Molecule(smiles: rows[row].smiles, limits: limits)
  }

  /// The row as a sample, with what was measured; `nil` for a placeholder.
  public func sample(at row: Int) throws -> Sample? {
    guard let identity = rows[row].identity else { return nil }
    let (smiles, payload) = (rows[row].smiles, rows[row].measurement?.payload)
    guard let molecule = rows[row].molecule else {
      return Sample(identity: identity, smiles: smiles, limits: limits, payload: payload)
    }
    return Sample(identity: identity, smiles: smiles, molecule: molecule, payload: payload)
  }

  /// The rows that an encoder of some modalities can read: those with a measurement of one; if nothing was measured, and
  /// the modality so is derived from molecules, all valid rows.
  public func rows(of modalities: [String]) -> [Int] {
    let measured = rows.indices.filter { row in
      rows[row].isValid && rows[row].measurement.map { modalities.contains($0.modality) } ?? false
    }
    return measured.isEmpty ? validRows : measured
  }

  /// The texts of one column, row by row.
  public func values(of column: String) throws -> [String] {
    let places = columns.indices.filter { columns[$0] == column }
    if places.count > 1 { throw DataError.ambiguousColumn(path: name, column: column) }
    guard let place = places.first else {
      throw DataError.missingColumn(
        path: name, column: column, nearest: Spelling.nearest(to: column, in: columns), available: columns)
    }
    return rows.map { $0.values[place] }
  }

  /// Applies a function to the molecules of some rows on all threads, in order.
  /// - Parameters:
  ///   - indices: positions in ``rows``; placeholders give `nil`.
  ///   - progress: called between chunks with the number of rows done; throwing from it ends the work.
  ///   - transform: is called on several threads.
  public func map<Result: Sendable>(
    _ indices: [Int], progress: (Int) throws -> Void = { _ in },
    _ transform: @Sendable (Molecule) throws -> Result
  ) throws -> [Result?] {
    try inParallel(indices, progress: progress) { row in try molecule(at: row).map(transform) }
  }
}

extension Dataset {
  /// Writes what was measured into a store, so that a run can be used without its data; nothing if nothing was.
  func writeMeasurements(to file: URL) throws {
    guard rows.contains(where: { $0.measurement != nil && $0.isValid }) else { return }
    let writer = try SampleStore.Writer(file)
    for (index, row) in rows.enumerated() {
      guard row.isValid, let measurement = row.measurement else { continue }
      try writer.append(
        SampleStore.Record(
          row: index, file: row.file, line: row.line, modality: measurement.modality, smiles: row.smiles,
          name: columns.firstIndex(of: "name").map { row.values[$0] } ?? "", isSimulated: measurement.isSimulated,
          payload: measurement.payload.canonicalBytes, fields: []))
    }
    try writer.commit()
  }
}
