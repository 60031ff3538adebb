internal import ACML
internal import Files
public import Foundation

/// A record of a data file, before any chemistry.
public struct SourceRecord: Sendable, Equatable {
  /// The record's first line, counted from 1.
  public let line: Int
  /// One text for each of the stream's columns as known when the record was read; columns found later are missing.
  public var values: [String]
  /// The structure of an SDF record.
  public var molBlock: String?
  /// Why the record is malformed, if it is; its values are then not to be trusted.
  public var fault: String?

  init(line: Int, values: [String] = [], molBlock: String? = nil, fault: String? = nil) {
    self.line = line
    self.values = values
    self.molBlock = molBlock
    self.fault = fault
  }
}

/// The records of a CSV, TSV, SMI or SDF file, plain or gzipped, read one at a time.
///
/// No record is left out: a malformed one is returned with its ``SourceRecord/fault``. Empty lines are no records.
public final class RecordStream {
  public let path: String
  public let format: DataFormat
  private let source: ByteSource
  private var reader: any RecordReader

  /// Opens a file and reads its header, if the format has one.
  /// - Parameters:
  ///   - file: the file, plain or gzipped.
  ///   - format: where the ending is not to decide.
  public init(opening file: URL, format: DataFormat? = nil) throws {
    path = file.relativePath
    source = try ByteSource(path: path)
    guard let format = format ?? DataFormat(ending: path) else { throw DataError.unknownFormat(path: path) }
    self.format = format
    if source.start4K.isEmpty { throw DataError.empty(path: path) }
    if let found = format.contradiction(in: source.start4K) {
      throw DataError.contentMismatch(path: path, expected: format.name, found: found)
    }
    reader =
      switch format {
      case .csv: try DelimitedReader(source, delimiter: UInt8(ascii: ","))
      case .tsv: try DelimitedReader(source, delimiter: UInt8(ascii: "\t"))
      case .smi: try SMIReader(source)
      case .sdf: SDFReader(source)
      }
  }

  /// The names of the columns so far. Those of an SDF file, its tags, are complete only at the end.
  public var columns: [String] { reader.columns }

  /// The next record; `nil` at the end.
  public func next() throws -> SourceRecord? { try reader.next() }

  /// SHA-256 of the file as it lies on disk, in hexadecimal; reads what is left of it.
  public func fileDigest() throws -> String { try source.fileDigest().description }

  /// Where a column stands.
  /// - Throws: ``DataError/missingColumn(path:column:nearest:available:)`` or
  ///   ``DataError/ambiguousColumn(path:column:)``.
  public func index(of column: String) throws -> Int {
    let places = columns.indices.filter { columns[$0] == column }
    if places.count > 1 { throw DataError.ambiguousColumn(path: path, column: column) }
    guard let place = places.first else {
      throw DataError.missingColumn(
        path: path, column: column, nearest: Spelling.nearest(to: column, in: columns), available: columns)
    }
    return place
  }
}

/// Makes records of bytes; one implementation a format.
protocol RecordReader {
  var columns: [String] { get }
  mutating func next() throws -> SourceRecord?
}
