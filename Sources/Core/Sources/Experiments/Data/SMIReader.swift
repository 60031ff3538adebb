internal import Files

/// Reads a SMILES a line, optionally followed by white space and a name that may hold further blanks.
///
/// Lines that are empty or begin with `#` are no records. A first line that begins with the word `smiles` (no valid
/// SMILES, since there is no atom `m`) is a header.
struct SMIReader: RecordReader {
  let columns = ["smiles", "name"]
  private var lines: LineReader
  private var pending: [UInt8]?

  init(_ source: ByteSource) throws {
    lines = LineReader(source)
    pending = try lines.next()
    let firstWord = pending?.prefix { !Self.isBlank($0) } ?? []
    if String(decoding: firstWord, as: UTF8.self).lowercased() == "smiles" { pending = nil }
  }

  mutating func next() throws -> SourceRecord? {
    while let line = try pending ?? lines.next() {
      pending = nil
      let text = line.drop(while: Self.isBlank)
      guard let first = text.first, first != UInt8(ascii: "#") else { continue }
      let smiles = text.prefix { !Self.isBlank($0) }
      let rest = text.dropFirst(smiles.count)
      var record = SourceRecord(line: lines.number)
      record.values = [smiles, rest].map { String(decoding: $0, as: UTF8.self).trimmingBlanks() }
      if String(validating: text, as: UTF8.self) == nil { record.fault = "the line is not UTF-8 text" }
      return record
    }
    return nil
  }

  private static func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
}
