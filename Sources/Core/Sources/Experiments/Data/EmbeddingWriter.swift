public import Foundation
internal import Files

/// Writes a table of embeddings, row by row, as safetensors, NumPy or CSV.
///
/// The ending of the file decides:
/// - `.csv`: the identity columns, then `e0`, `e1`, …;
/// - `.npy`: format 1.0, float32, C order, shape `[rows, dimensions]`;
/// - `.safetensors`: one float32 tensor `embeddings` of that shape.
///
/// Beside the latter two stands `<file>.rows.csv` with the identity columns, row for row. A row without embedding is NaN
/// throughout; in CSV its cells are empty. The files appear when the table is complete.
public final class EmbeddingWriter {
  private enum Format { case csv, npy, safetensors }

  private let format: Format
  private let writer: AtomicFileWriter
  private let companion: AtomicFileWriter?
  private let rows: Int
  private let dimensions: Int
  private let columns: [String]
  private var written = 0

  /// - Parameters:
  ///   - file: safetensors, npy or CSV by its ending.
  ///   - rows: how many rows will be appended.
  ///   - dimensions: the length of each row.
  ///   - columns: names of the identity columns.
  /// - Throws: ``DataError/unknownOutput(path:)``, `FileError`.
  public init(_ file: URL, rows: Int, dimensions: Int, columns: [String]) throws {
    self.rows = rows
    self.dimensions = dimensions
    self.columns = columns
    switch file.pathExtension.lowercased() {
    case "csv": format = .csv
    case "npy": format = .npy
    case "safetensors": format = .safetensors
    default: throw DataError.unknownOutput(path: file.relativePath)
    }
    writer = try AtomicFileWriter(file)
    switch format {
    case .csv:
      companion = nil
      try writer.write(csvLine(columns + (0..<dimensions).map { "e\($0)" }))
      return
    case .npy: try writer.write(Self.npyHeader(rows: rows, dimensions: dimensions))
    case .safetensors: try writer.write(Self.safetensorsHeader(rows: rows, dimensions: dimensions))
    }
    let rowsFile = file.deletingLastPathComponent().appending(path: file.lastPathComponent + ".rows.csv")
    companion = try AtomicFileWriter(rowsFile)
    try companion?.write(csvLine(columns))
  }

  /// Appends a row.
  /// - Parameters:
  ///   - values: one text for each identity column.
  ///   - embedding: `nil` for a row that could not be encoded.
  public func append(_ values: [String], _ embedding: UnsafeBufferPointer<Float>?) throws {
    guard values.count == columns.count, embedding.map({ $0.count == dimensions }) ?? true, written < rows else {
      throw DataError.invalidTable(
        "Row \(written) has \(values.count) identity values and \(embedding?.count ?? 0) dimensions; the table has "
          + "\(columns.count), \(dimensions) and \(rows) rows")
    }
    written += 1
    if format == .csv {
      let cells = embedding.map { $0.map { "\($0)" } } ?? Array(repeating: "", count: dimensions)
      try writer.write(csvLine(values + cells))
      return
    }
    try companion?.write(csvLine(values))
    let bits = embedding?.map(\.bitPattern.littleEndian) ?? Array(repeating: Float.nan.bitPattern, count: dimensions)
    try bits.withUnsafeBytes { try writer.write(Array($0)) }
  }

  /// Puts the files in their places.
  /// - Throws: ``DataError/invalidTable(_:)`` if rows are missing, `FileError`.
  public func finish() throws {
    guard written == rows else {
      throw DataError.invalidTable("\(written) rows were written of the \(rows) that the table should have")
    }
    try companion?.commit()
    try writer.commit()
  }

  /// NumPy's format 1.0: magic, version, length of the header, a Python dictionary padded with blanks to 64 bytes.
  private static func npyHeader(rows: Int, dimensions: Int) -> [UInt8] {
    var text = "{'descr': '<f4', 'fortran_order': False, 'shape': (\(rows), \(dimensions)), }"
    text += String(repeating: " ", count: 63 - (10 + text.utf8.count) % 64) + "\n"
    return [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(text.utf8.count % 256), UInt8(text.utf8.count / 256)]
      + Array(text.utf8)
  }

  /// The length of a JSON header, 64 bits little-endian, and the header, padded with blanks to 8 bytes.
  private static func safetensorsHeader(rows: Int, dimensions: Int) -> [UInt8] {
    var text =
      #"{"embeddings":{"dtype":"F32","shape":[\#(rows),\#(dimensions)],"data_offsets":[0,\#(rows * dimensions * 4)]}}"#
    text += String(repeating: " ", count: (8 - text.utf8.count % 8) % 8)
    return withUnsafeBytes(of: UInt64(text.utf8.count).littleEndian) { Array($0) } + Array(text.utf8)
  }
}
