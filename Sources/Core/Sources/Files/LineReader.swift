/// Lines of text with their numbers; ends `\n`, `\r\n` and `\r`.
public struct LineReader {
  public let source: ByteSource
  /// The bytes of the line that was read last, without its end.
  public private(set) var line: [UInt8] = []
  /// The number of ``line``, counted from 1.
  public private(set) var number = 0

  public init(_ source: ByteSource) { self.source = source }

  /// Reads the next line into ``line``, in the memory of the one before; false at the end of the file.
  /// - Throws: ``SourceError``, ``FileError``.
  public mutating func advance() throws -> Bool {
    line.removeAll(keepingCapacity: true)
    guard try source.readLine(into: &line, limit: ByteSource.maximumRecordBytes) else { return false }
    number += 1
    if line.count > ByteSource.maximumRecordBytes {
      throw SourceError.recordTooLong(path: source.path, line: number, limit: ByteSource.maximumRecordBytes)
    }
    return true
  }

  /// The bytes of the next line without its end; `nil` at the end of the file.
  /// - Throws: ``SourceError``, ``FileError``.
  public mutating func next() throws -> [UInt8]? { try advance() ? line : nil }
}
