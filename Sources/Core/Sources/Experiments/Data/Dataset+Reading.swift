public import ACML
public import Chemistry
internal import Files
public import Foundation
internal import Synchronization

extension Dataset {
  /// How data files are read.
  public struct Options: Sendable {
    /// What tells compounds apart.
    public enum Identity: String, Sendable, CaseIterable {
      /// Canonical SMILES with stereochemistry.
      case canonicalSMILES = "canonical-smiles"
      /// The first block of the InChIKey: the same connectivity, whatever stereochemistry and isotopes. A molecule that
      /// InChI makes no key for is told by its canonical SMILES.
      case inchiKeySkeleton = "inchikey-skeleton"
    }

    /// The column that holds the molecule; SMI and SDF files have their own place for it.
    public var smilesColumn = "smiles"
    public var identity = Identity.canonicalSMILES
    /// The column that says which compound a row shows; `nil`: ``identity`` does.
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

  /// A file of samples and the modality that reads it.
  public struct SampleSource: Sendable {
    public let file: URL
    public let modality: ModalityDescriptor
    /// The reader's settings, and where in the configuration they stand.
    public let settings: SettingNode?
    public let path: SettingPath
    public let log: PluginLog

    public init(
      _ file: URL, _ modality: ModalityDescriptor, settings: SettingNode? = nil, path: SettingPath = .root,
      log: PluginLog = .silent
    ) {
      self.file = file
      self.modality = modality
      self.settings = settings
      self.path = path
      self.log = log
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
  /// - Parameters:
  ///   - files: tables of molecules.
  ///   - samples: files of measured samples, whose rows come after those of `files`.
  ///   - options: columns, limits, and what becomes of rows that can't be used.
  ///   - progress: called after every chunk with the number of rows read; throwing from it ends the reading.
  /// - Throws: ``DataError``, `FileError`, what a reader of samples throws, or what `progress` throws.
  public init(
    reading files: [URL], samples: [SampleSource] = [], options: Options = Options(),
    progress: (_ rows: Int) throws -> Void = { _ in }
  ) throws {
    var read: [File] = []
    var columns: [String] = []
    var rows: [Row] = []
    var rejected: [RejectedRow] = []
    let sources: [() throws -> any RecordSource] =
      files.map { file in { try TableRecords(file, options: options) } }
      + samples.map { source in { try SampleRecords(source, options: options) } }
    for open in sources {
      let earlier = read.reduce(0) { $0 + $1.rows }
      let part = try FilePart(open(), options: options, chunk: Self.chunk) { try progress(earlier + $0) }
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
    self.init(files: read, columns: columns, rows: rows, rejected: rejected, limits: options.limits)
  }
}

extension Dataset.Row {
  fileprivate func with(_ values: [String]) -> Self {
    Self(
      file: file, line: line, values: values, smiles: smiles, identity: identity, molecule: molecule,
      measurement: measurement)
  }
}

/// The rows of one file.
private struct FilePart {
  private(set) var file: Dataset.File
  private(set) var columns: [String]
  private(set) var rows: [Dataset.Row] = []
  private(set) var rejected: [RejectedRow] = []

  init(
    _ source: any RecordSource, options: Dataset.Options, chunk: Int, progress: (Int) throws -> Void
  ) throws {
    let cache = MoleculeCache()
    var (count, isAtEnd) = (0, false)
    while !isAtEnd {
      var records: [DatasetRecord] = []
      while records.count < chunk {
        guard let record = try source.next() else {
          isAtEnd = true
          break
        }
        records.append(record)
      }
      let parser = RecordParser(
        path: source.path, columns: source.columns, structure: source.structure,
        identity: options.identityColumn.map { source.columns.firstIndex(of: $0) }, options: options, cache: cache)
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
    columns = source.columns
    if count == 0 { throw source.isEmptyError }
    if let identity = options.identityColumn, !columns.contains(identity) {
      throw DataError.missingColumn(
        path: source.path, column: identity, nearest: Spelling.nearest(to: identity, in: columns), available: columns)
    }
    if rejected.count == count, let first = rejected.first {
      throw DataError.noValidRows(path: source.path, count: count, first: first)
    }
    file = Dataset.File(
      path: source.path, digest: try source.fileDigest(), rows: count, rejected: rejected.count, others: source.others)
    let width = columns.count
    if rows.contains(where: { $0.values.count < width }) {
      rows = rows.map { $0.with($0.values + Array(repeating: "", count: width - $0.values.count)) }
    }
  }
}

/// Makes rows of records; used by several threads.
struct RecordParser: Sendable {
  let path: String
  let columns: [String]
  /// Where the SMILES stands; `nil` for records with a molblock.
  let structure: Int?
  /// Where the identity stands, if a column says it; the inner `nil` if no record so far has that column.
  let identity: Int??
  let options: Dataset.Options
  let cache: MoleculeCache

  /// The row of a record, and why it is rejected if it is.
  @Sendable
  func row(of loaded: DatasetRecord) -> (Dataset.Row, RejectedRow?) {
    let record = loaded.record
    // A ragged row is brought to the table's width, so that a placeholder has all columns.
    var values = Array(record.values.prefix(columns.count))
    values += Array(repeating: "", count: columns.count - values.count)
    let hasSMILES = record.molBlock == nil && (structure != nil || loaded.measurement != nil)
    let smiles = loaded.smiles?.trimmingBlanks() ?? structure.map { values[$0].trimmingBlanks() } ?? ""
    let text = hasSMILES ? smiles : values.first ?? ""
    let column = structure.map { columns[$0] }

    func reject(_ reason: String, column: String? = nil, text: String) -> (Dataset.Row, RejectedRow) {
      (
        Dataset.Row(
          file: path, line: record.line, values: values, smiles: smiles, identity: nil, molecule: nil, measurement: nil),
        RejectedRow(file: path, line: record.line, column: column, text: text, reason: reason)
      )
    }

    if let fault = record.fault {
      return reject(fault, text: structure == nil ? text : record.values.joined(separator: " "))
    }
    if hasSMILES, smiles.isEmpty { return reject("there is no SMILES", column: column, text: "") }
    do {
      let (molecule, canonical, ownIdentity) = try cache.molecule(
        of: record.molBlock ?? smiles, isMolBlock: record.molBlock != nil, isRepeated: loaded.measurement != nil,
        options)
      let named = identity.map { place in place.map { values[$0].trimmingBlanks() } ?? "" }
      if named == "" { return reject("there is no identity", column: options.identityColumn, text: "") }
      return (
        Dataset.Row(
          file: path, line: record.line, values: values, smiles: hasSMILES ? smiles : canonical,
          identity: named ?? ownIdentity, molecule: options.keepsMolecules ? molecule : nil,
          measurement: loaded.measurement), nil
      )
    } catch MoleculeError.malformed(_, let reason), MoleculeError.impossible(_, let reason) {
      return reject("no molecule: \(reason)", column: column, text: text)
    } catch {
      return reject("\(error)", column: column, text: text)
    }
  }
}

/// Molecules with their identities; those of samples are kept, since a compound often has many spectra.
final class MoleculeCache: Sendable {
  typealias Entry = (molecule: Molecule, canonical: String, identity: String)
  private let known = Mutex<[String: Entry]>([:])

  func molecule(of text: String, isMolBlock: Bool, isRepeated: Bool, _ options: Dataset.Options) throws -> Entry {
    if isRepeated, let entry = known.withLock({ $0[text] }) { return entry }
    let molecule =
      isMolBlock
      ? try Molecule(molBlock: text, limits: options.limits) : try Molecule(smiles: text, limits: options.limits)
    let canonical = try molecule.canonicalSMILES
    let isSkeleton = options.identity == .inchiKeySkeleton && options.identityColumn == nil
    let entry = (molecule, canonical, isSkeleton ? (try? molecule.inchiKeySkeleton) ?? canonical : canonical)
    if isRepeated { known.withLock { $0[text] = entry } }
    return entry
  }
}
