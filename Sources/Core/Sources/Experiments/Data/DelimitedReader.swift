internal import Files

/// Reads tables of delimited fields as RFC 4180 describes them.
///
/// Quoted fields may hold delimiters, doubled quotes and line breaks. As in most readers, a quote inside an unquoted
/// field is an ordinary character.
struct DelimitedReader: RecordReader {
  private(set) var columns: [String] = []
  private let source: ByteSource
  private let delimiter: UInt8
  private var line = 1

  private enum Place { case fieldStart, plain, quoted, quoteInQuoted, afterQuoted }

  init(_ source: ByteSource, delimiter: UInt8) throws {
    self.source = source
    self.delimiter = delimiter
    guard let header = try readRow() else { throw DataError.empty(path: source.path) }
    if let fault = header.fault {
      throw DataError.invalidRow(
        RejectedRow(file: source.path, line: header.line, column: nil, text: "", reason: "the header: \(fault)"))
    }
    columns = header.values.map { $0.trimmingBlanks() }
  }

  mutating func next() throws -> SourceRecord? {
    guard var row = try readRow() else { return nil }
    if row.fault == nil, row.values.count != columns.count {
      row.fault = "\(row.values.count) fields where the header has \(columns.count)"
    }
    return row
  }

  private mutating func readRow() throws -> SourceRecord? {
    while let row = try readRowOrEmptyLine() {
      if row.values != [""] || row.fault != nil { return row }
    }
    return nil
  }

  private mutating func readRowOrEmptyLine() throws -> SourceRecord? {
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
      if bytes.count > ByteSource.maximumRecordBytes {
        throw SourceError.recordTooLong(path: source.path, line: firstLine, limit: ByteSource.maximumRecordBytes)
      }
    }
    // The rest of the file was swallowed: neither count nor order of the rows can be told.
    if place == .quoted { throw DataError.unclosedQuote(path: source.path, line: quoteLine) }
    ends.append(bytes.count)

    var record = SourceRecord(line: firstLine, fault: fault)
    var start = 0
    for end in ends {
      let field = bytes[start..<end]
      start = end
      if let text = String(validating: field, as: UTF8.self) {
        record.values.append(text)
      } else {
        record.values.append(String(decoding: field, as: UTF8.self))
        record.fault = record.fault ?? "field \(record.values.count) is not UTF-8 text"
      }
    }
    return record
  }
}

extension StringProtocol {
  /// Without blanks and tabs at both ends.
  func trimmingBlanks() -> String {
    let isBlank = { (character: Character) in character == " " || character == "\t" }
    return String(drop(while: isBlank).reversed().drop(while: isBlank).reversed())
  }
}
