internal import Files

/// Reads MSP in the spellings of NIST, MoNA and MS-DIAL.
///
/// A record ends with as many peaks as it says. A blank line, or another `Name`, before them means that they are missing,
/// and a peak too many that the count is wrong: such records are rejected. Notes on peaks aren't kept.
struct MSPReader: SpectrumReader {
  private var lines: LineReader
  private var record = MassRecordBuilder()
  /// Whether the current line hasn't been used yet.
  private var isPending = false

  init(_ source: ByteSource) { lines = LineReader(source) }

  mutating func next() throws -> SpectrumEntry? {
    repeat {
      guard try advance() else { return nil }
    } while lines.line.isBlank
    record.begin(line: lines.number)
    do {
      try readPeaks(count: try readHeader())
    } catch let fault as RecordFault {
      try skipRest()
      return .rejected(line: record.line, reason: fault.reason)
    }
    do {
      return .record(try record.finish(countsNominalMassesAsEI: true))
    } catch {
      return .rejected(line: record.line, reason: error.reason)
    }
  }

  private mutating func advance() throws -> Bool {
    if isPending {
      isPending = false
      return true
    }
    return try lines.advance()
  }

  /// Reads the keys, beginning with the current line.
  /// - Returns: the number of peaks.
  private mutating func readHeader() throws -> Int {
    repeat {
      if lines.line.isBlank { break }
      guard let (key, value) = Self.pair(lines.line) else {
        throw RecordFault(
          line: lines.number,
          "\(String(text: lines.line[...]).quoted) is neither 'key: value' nor, after 'Num Peaks', a peak")
      }
      let meaning = record.meaning(of: key)
      if isFirstOfRecord(meaning), lines.number > record.line {
        isPending = true
        break
      }
      try record.take(meaning, key, value)
      if meaning == .peakCount { return DecimalNumber.count(of: value) ?? 0 }
    } while try advance()
    throw RecordFault("the record has no 'Num Peaks'")
  }

  /// Only the key `Name` begins records: other names of the compound may stand anywhere.
  private func isFirstOfRecord(_ meaning: MassKey?) -> Bool {
    meaning == .name && lines.line.drop(while: \.isBlank).prefix(4).elementsEqual("NAME".utf8) { $0 & 0xdf == $1 }
  }

  private mutating func readPeaks(count: Int) throws {
    while try advance() {
      if lines.line.isBlank {
        if record.peaks.peaks.count >= count { return }
        continue
      }
      let startsNumber = lines.line.first { !$0.isBlank && !Self.brackets.contains($0) }?.startsNumber ?? false
      if !startsNumber, record.peaks.peaks.count >= count || Self.pair(lines.line) != nil {
        isPending = true
        return
      }
      do {
        try record.peaks.appendPairs(of: lines.line)
      } catch {
        throw RecordFault(line: lines.number, error.reason)
      }
    }
  }

  private static let brackets = Array("([{".utf8)

  /// Goes on to the next blank line, unless the current one is it, or the next `Name`.
  private mutating func skipRest() throws {
    if !isPending, lines.line.isBlank { return }
    while try advance(), !lines.line.isBlank {
      if let (key, _) = Self.pair(lines.line), isFirstOfRecord(record.meaning(of: key)) {
        isPending = true
        return
      }
    }
  }

  /// The key of a line.
  static func key(of line: Substring) -> String { String(line.prefix { $0 != ":" }) }

  private static func pair(_ line: [UInt8]) -> (key: String, value: String)? {
    guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else { return nil }
    let key = line.trimmed(0..<colon)
    return key.isEmpty ? nil : (String(text: key), String(text: line.trimmed((colon + 1)..<line.count)))
  }
}
