internal import Files

/// Reads MGF as Mascot and GNPS write it.
///
/// Keys before the first block hold for every block that doesn't say otherwise. Text between blocks that is neither blank
/// nor a comment is a rejected entry of its own.
struct MGFReader: SpectrumReader {
  private var lines: LineReader
  private var record = MassRecordBuilder()
  private var globals: [SpectrumRecord.Field] = []
  private var globalBytes = 0
  private var isBeforeFirst = true
  /// Whether the current line, a `BEGIN IONS`, hasn't been used yet.
  private var isPending = false

  init(_ source: ByteSource) { lines = LineReader(source) }

  mutating func next() throws -> SpectrumEntry? {
    var strayLine: Int?
    while try isPending || lines.advance() {
      if isPending || Self.isBegin(lines.line) {
        isPending = strayLine != nil
        if let strayLine { return .rejected(line: strayLine, reason: Self.stray) }
        isBeforeFirst = false
        return try readBlock()
      }
      if Self.isSkipped(lines.line) { continue }
      if isBeforeFirst, let (key, value) = Self.pair(lines.line), globalBytes < MassRecordBuilder.maximumTextBytes {
        globalBytes += lines.line.count + 32
        globals.append(SpectrumRecord.Field(key, value))
      } else {
        strayLine = strayLine ?? lines.number
      }
    }
    return strayLine.map { .rejected(line: $0, reason: Self.stray) }
  }

  private static let stray = "text outside of BEGIN IONS and END IONS"

  private mutating func readBlock() throws -> SpectrumEntry {
    record.begin(line: lines.number)
    var fault: RecordFault?
    while try lines.advance() {
      let first = lines.line.first { !$0.isBlank } ?? 0x20
      if first | 0x20 == UInt8(ascii: "e"), Self.isEnd(lines.line) { return finish(fault) }
      if first | 0x20 == UInt8(ascii: "b"), Self.isBegin(lines.line) {
        isPending = true
        return .rejected(line: record.line, reason: fault?.reason ?? "the block has no 'END IONS'")
      }
      if fault != nil { continue }
      do {
        try take(first)
      } catch {
        fault = RecordFault(line: lines.number, error.reason)
      }
    }
    return .rejected(line: record.line, reason: fault?.reason ?? "the file ends before 'END IONS'")
  }

  /// - Parameter first: what the line begins with.
  private mutating func take(_ first: UInt8) throws(RecordFault) {
    if first.startsNumber {
      try record.peaks.appendPair(of: lines.line)
    } else if Self.isSkipped(lines.line) {
      return
    } else if let (key, value) = Self.pair(lines.line) {
      try record.take(key, value)
    } else {
      throw RecordFault("\(String(text: lines.line[...]).quoted) is neither KEY=VALUE nor a peak")
    }
  }

  private mutating func finish(_ fault: RecordFault?) -> SpectrumEntry {
    do throws(RecordFault) {
      if let fault { throw fault }
      for field in globals { try record.takeDefault(field) }
      return .record(try record.finish())
    } catch {
      return .rejected(line: record.line, reason: error.reason)
    }
  }

  /// Whether a line opens a block.
  static func isBegin(_ line: [UInt8]) -> Bool { isLine(line, "BEGIN IONS") }
  private static func isEnd(_ line: [UInt8]) -> Bool { isLine(line, "END IONS") }

  private static func isLine(_ line: [UInt8], _ words: StaticString) -> Bool {
    let text = line.trimmed(0..<line.count)
    return text.count == words.utf8CodeUnitCount
      && text.elementsEqual(UnsafeBufferPointer(start: words.utf8Start, count: words.utf8CodeUnitCount)) {
        $0.isLetter ? $0 & 0xdf == $1 : $0 == $1
      }
  }

  /// Blank lines, and comments as Mascot knows them.
  private static func isSkipped(_ line: [UInt8]) -> Bool {
    guard let first = line.first(where: { !$0.isBlank }) else { return true }
    return "#;!/".utf8.contains(first)
  }

  private static func pair(_ line: [UInt8]) -> (key: String, value: String)? {
    guard let equals = line.firstIndex(of: UInt8(ascii: "=")) else { return nil }
    let key = line.trimmed(0..<equals)
    return key.isEmpty ? nil : (String(text: key), String(text: line.trimmed((equals + 1)..<line.count)))
  }
}
