public import Chemistry
public import Foundation
internal import Files

extension Dataset {
  /// How data files are read.
  public struct Options: Sendable {
    /// The column that holds the molecule; SMI and SDF files have their own place for it.
    public var smilesColumn = "smiles"
    /// The column that says which compound a row shows; `nil`: its canonical SMILES does.
    public var identityColumn: String?
    /// The files' format, where their endings are not to decide.
    public var format: DataFormat?
    public var onInvalid = InvalidRowPolicy.fail
    /// The largest molecule to accept.
    public var limits = MoleculeLimits.standard
    /// Whether parsed molecules stay in memory (roughly 10 kB each) or are parsed anew at every use.
    public var keepsMolecules = true

    public init(smilesColumn: String = "smiles", onInvalid: InvalidRowPolicy = .fail, keepsMolecules: Bool = true) {
      self.smilesColumn = smilesColumn
      self.onInvalid = onInvalid
      self.keepsMolecules = keepsMolecules
    }
  }

  private static let chunk = 4096

  /// Reads a CSV, TSV, SMI or SDF file, plain or gzipped.
  public init(
    reading file: URL, options: Options = Options(), progress: (_ rows: Int) throws -> Void = { _ in }
  ) throws {
    try self.init(reading: [file], options: options, progress: progress)
  }

  /// Reads CSV, TSV, SMI or SDF files, plain or gzipped, one after the other, and parses their molecules on all threads.
  ///
  /// A column that a file lacks is empty in its rows; the columns that `options` name must stand in each table.
  /// - Parameter progress: called after every chunk with the number of rows read; throwing from it ends the reading.
  /// - Throws: ``DataError``, ``FileError``, or what `progress` throws.
  public init(
    reading files: [URL], options: Options = Options(), progress: (_ rows: Int) throws -> Void = { _ in }
  ) throws {
    var read: [File] = []
    var columns: [String] = []
    var rows: [Row] = []
    var rejected: [RejectedRow] = []
    for file in files {
      let earlier = read.reduce(0) { $0 + $1.rows }
      let part = try FilePart(file, options: options, chunk: Self.chunk) { try progress(earlier + $0) }
      read.append(part.file)
      rejected += part.rejected
      // Almost always the files agree, and no row needs to be touched.
      if columns.isEmpty { columns = part.columns }
      if columns != part.columns {
        columns += part.columns.filter { !columns.contains($0) }
        let places = columns.map { part.columns.firstIndex(of: $0) }
        rows += part.rows.map { row in row.with(places.map { $0.map { row.values[$0] } ?? "" }) }
      } else {
        rows += part.rows
      }
    }
    // Rows of earlier files lack the columns of later ones.
    rows = rows.map { row in
      row.values.count == columns.count
        ? row : row.with(row.values + Array(repeating: "", count: columns.count - row.values.count))
    }
    self.init(files: read, columns: columns, rows: rows, rejected: rejected)
  }
}

extension Dataset.Row {
  fileprivate func with(_ values: [String]) -> Self {
    Self(file: file, line: line, values: values, smiles: smiles, identity: identity, molecule: molecule)
  }
}

/// The rows of one file.
private struct FilePart {
  private(set) var file: Dataset.File
  private(set) var columns: [String]
  private(set) var rows: [Dataset.Row] = []
  private(set) var rejected: [RejectedRow] = []

  init(_ url: URL, options: Dataset.Options, chunk: Int, progress: (Int) throws -> Void) throws {
    let stream = try RecordStream(opening: url, format: options.format)
    let isTable = stream.format == .csv || stream.format == .tsv
    let structure = isTable ? try stream.index(of: options.smilesColumn) : stream.format == .smi ? 0 : nil
    // The tags of an SDF file are not known yet.
    if let identity = options.identityColumn, stream.format != .sdf { _ = try stream.index(of: identity) }

    var (count, isAtEnd) = (0, false)
    while !isAtEnd {
      var records: [SourceRecord] = []
      while records.count < chunk {
        guard let record = try stream.next() else {
          isAtEnd = true
          break
        }
        records.append(record)
      }
      let parser = RecordParser(
        path: stream.path, columns: stream.columns, structure: structure,
        identity: options.identityColumn.map { stream.columns.firstIndex(of: $0) }, options: options)
      for (row, fault) in try inParallel(records, chunk: chunk, parser.row) {
        if let fault {
          if options.onInvalid == .fail { throw DataError.invalidRow(fault) }
          rejected.append(fault)
          if options.onInvalid == .skip { continue }
        }
        rows.append(row)
      }
      count += records.count
      try progress(count)
    }
    columns = stream.columns
    if count == 0 { throw DataError.noRows(path: stream.path) }
    if let identity = options.identityColumn { _ = try stream.index(of: identity) }
    if rejected.count == count, let first = rejected.first {
      throw DataError.noValidRows(path: stream.path, count: count, first: first)
    }
    file = Dataset.File(
      path: stream.path, digest: try stream.fileDigest(), rows: count, rejected: rejected.count)
    let width = columns.count
    if rows.contains(where: { $0.values.count < width }) {
      rows = rows.map { $0.with($0.values + Array(repeating: "", count: width - $0.values.count)) }
    }
  }
}

/// Makes rows of records; used by several threads.
private struct RecordParser: Sendable {
  let path: String
  let columns: [String]
  /// Where the SMILES stands; `nil` for records with a molblock.
  let structure: Int?
  /// Where the identity stands, if a column says it; the inner `nil` if no record so far has that column.
  let identity: Int??
  let options: Dataset.Options

  /// The row of a record, and why it is rejected if it is.
  @Sendable
  func row(of record: SourceRecord) -> (Dataset.Row, RejectedRow?) {
    // A ragged row is brought to the table's width, so that a placeholder has all columns.
    var values = Array(record.values.prefix(columns.count))
    values += Array(repeating: "", count: columns.count - values.count)
    let smiles = structure.map { values[$0].trimmingBlanks() } ?? ""
    let text = structure == nil ? values.first ?? "" : smiles
    let column = structure.map { columns[$0] }

    func reject(_ reason: String, column: String? = nil, text: String) -> (Dataset.Row, RejectedRow) {
      (
        Dataset.Row(file: path, line: record.line, values: values, smiles: smiles, identity: nil, molecule: nil),
        RejectedRow(file: path, line: record.line, column: column, text: text, reason: reason)
      )
    }

    if let fault = record.fault {
      return reject(fault, text: structure == nil ? text : record.values.joined(separator: " "))
    }
    if structure != nil, smiles.isEmpty { return reject("there is no SMILES", column: column, text: "") }
    do {
      let molecule =
        if let block = record.molBlock {
          try Molecule(molBlock: block, limits: options.limits)
        } else {
          try Molecule(smiles: smiles, limits: options.limits)
        }
      let canonical = try molecule.canonicalSMILES
      let named = identity.map { place in place.map { values[$0].trimmingBlanks() } ?? "" }
      if named == "" { return reject("there is no identity", column: options.identityColumn, text: "") }
      return (
        Dataset.Row(
          file: path, line: record.line, values: values, smiles: structure == nil ? canonical : smiles,
          identity: named ?? canonical, molecule: options.keepsMolecules ? molecule : nil), nil
      )
    } catch MoleculeError.malformed(_, let reason), MoleculeError.impossible(_, let reason) {
      return reject("no molecule: \(reason)", column: column, text: text)
    } catch {
      return reject("\(error)", column: column, text: text)
    }
  }
}
