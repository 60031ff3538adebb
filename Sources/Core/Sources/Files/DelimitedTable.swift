/// A table of delimited fields with a header, as RFC 4180 describes it, read row by row.
///
/// Quoted fields may hold delimiters, doubled quotes and line breaks. As in most readers, a quote inside an unquoted
/// field is an ordinary character. Empty lines are no rows.
public struct DelimitedTable {
  public struct Row: Sendable, Equatable {
    /// The row's first line, counted from 1.
    public let line: Int
    public fileprivate(set) var values: [String] = []
    /// Why the row is malformed, if it is; its values are then not to be trusted.
    public fileprivate(set) var fault: String?
  }

  /// The header's fields without the blanks around them.
  public private(set) var columns: [String] = []
  private let source: ByteSource
  private let delimiter: UInt8
  private var line = 1

  private enum Place { case fieldStart, plain, quoted, quoteInQuoted, afterQuoted }

  /// Reads the header.
  /// - Throws: ``SourceError``, ``FileError``.
  public init(_ source: ByteSource, delimiter: UInt8) throws {
    self.source = source
    self.delimiter = delimiter
    guard let header = try readRow() else {
      throw SourceError.malformed(path: source.path, line: 1, reason: "the table has no header")
    }
    if let fault = header.fault {
      throw SourceError.malformed(path: source.path, line: header.line, reason: "the header: \(fault)")
    }
    columns = header.values.map { $0.trimmingBlanks() }
  }

  /// The next row, malformed ones included; `nil` at the end.
  /// - Throws: ``SourceError``, ``FileError``.
  public mutating func next() throws -> Row? {
    guard var row = try readRow() else { return nil }
    if row.fault == nil, row.values.count != columns.count {
      row.fault = "\(row.values.count) fields where the header has \(columns.count)"
    }
    return row
  }

  private mutating func readRow() throws -> Row? {
    while let row = try readRowOrEmptyLine() {
      if row.values != [""] || row.fault != nil { return row }
    }
    return nil
  }

  private mutating func readRowOrEmptyLine() throws -> Row? {
    guard try source.peek() != nil else { return nil }
    let firstLine = line
    var (bytes, ends): ([UInt8], [Int]) = ([], [])
    var place = Place.fieldStart
    var quoteLine = line
    var fault: String?
    let (quote, lineFeed, carriageReturn) = (UInt8(ascii: "\""), UInt8(ascii: "\n"), UInt8(ascii: "\r"))

    reading: while let byte = try source.next() {
      if place == .quoted {
        if byte == quote {
          place = .quoteInQuoted
        } else {
          if byte == lineFeed { line += 1 }
          bytes.append(byte)
        }
      } else if place == .quoteInQuoted, byte == quote {
        bytes.append(byte)
        place = .quoted
      } else if byte == delimiter {
        ends.append(bytes.count)
        place = .fieldStart
      } else if byte == lineFeed || byte == carriageReturn {
        if byte == carriageReturn, try source.peek() == lineFeed { _ = try source.next() }
        line += 1
        place = .fieldStart
        break reading
      } else if place == .fieldStart, byte == quote {
        place = .quoted
        quoteLine = line
      } else {
        if place == .quoteInQuoted { fault = "text after a closing quote" }
        place = place == .quoteInQuoted || place == .afterQuoted ? .afterQuoted : .plain
        bytes.append(byte)
      }
      // A field costs memory even where it adds no text.
      if bytes.count + 16 * ends.count > ByteSource.maximumRecordBytes {
        throw SourceError.recordTooLong(path: source.path, line: firstLine, limit: ByteSource.maximumRecordBytes)
      }
    }
    // The rest of the file was swallowed: neither count nor order of the rows can be told.
    if place == .quoted {
      throw SourceError.malformed(
        path: source.path, line: quoteLine, reason: "a quote is opened here and never closed")
    }
    ends.append(bytes.count)

    var row = Row(line: firstLine, fault: fault)
    var start = 0
    for end in ends {
      let field = bytes[start..<end]
      start = end
      if let text = String(validating: field, as: UTF8.self) {
        row.values.append(text)
      } else {
        row.values.append(String(decoding: field, as: UTF8.self))
        row.fault = row.fault ?? "field \(row.values.count) is not UTF-8 text"
      }
    }
    return row
  }
}

extension StringProtocol {
  /// Without blanks and tabs at both ends.
  package func trimmingBlanks() -> String {
    let isText = { (byte: UInt8) in byte != 0x20 && byte != 0x09 }
    let text = Substring(self)
    guard let first = text.utf8.firstIndex(where: isText), let last = text.utf8.lastIndex(where: isText) else {
      return ""
    }
    return String(text[first...last])
  }
}
