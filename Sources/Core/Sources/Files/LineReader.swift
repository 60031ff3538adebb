/// Lines of text with their numbers; ends `\n`, `\r\n` and `\r`.
public struct LineReader {
  public let source: ByteSource
  /// The number of the line that ``next()`` returned last, counted from 1.
  public private(set) var number = 0

  public init(_ source: ByteSource) { self.source = source }

  /// The bytes of the next line without its end; `nil` at the end of the file.
  /// - Throws: ``SourceError``, ``FileError``.
  public mutating func next() throws -> [UInt8]? {
    guard try source.peek() != nil else { return nil }
    number += 1
    var line: [UInt8] = []
    while let byte = try source.next(), byte != UInt8(ascii: "\n") {
      if byte == UInt8(ascii: "\r") {
        if try source.peek() == UInt8(ascii: "\n") { _ = try source.next() }
        break
      }
      line.append(byte)
      if line.count > ByteSource.maximumRecordBytes {
        throw SourceError.recordTooLong(path: source.path, line: number, limit: ByteSource.maximumRecordBytes)
      }
    }
    return line
  }
}
