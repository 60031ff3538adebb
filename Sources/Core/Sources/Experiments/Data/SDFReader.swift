internal import Files

/// Reads structure-data records: a molblock, tags, `$$$$`.
///
/// The molblock's title is the column `name`, unless a tag has that name; each tag is a column from the record on in
/// which it first stands. A record whose molblock never reaches `M  END` is malformed.
struct SDFReader: RecordReader {
  private(set) var columns = ["name"]
  private var placeOf = ["name": 0]
  private var lines: LineReader

  init(_ source: ByteSource) { lines = LineReader(source) }

  mutating func next() throws -> SourceRecord? {
    var block: [[UInt8]] = []
    var tags: [(name: String, value: [[UInt8]])] = []
    var (firstLine, byteCount) = (0, 0)
    var (isInBlock, isInTag, isClosed) = (true, false, false)

    while let line = try lines.next() {
      if firstLine == 0 { firstLine = lines.number }
      byteCount += line.count + 1
      if byteCount > ByteSource.maximumRecordBytes {
        throw SourceError.recordTooLong(
          path: lines.source.path, line: firstLine, limit: ByteSource.maximumRecordBytes)
      }
      if line.starts(with: Array("$$$$".utf8)) {
        isClosed = true
        break
      }
      if isInBlock, line.first != UInt8(ascii: ">") || block.count < 4 {
        block.append(line)
        isInBlock = !line.starts(with: Array("M  END".utf8))
      } else if line.first == UInt8(ascii: ">"), !isInTag, let name = Self.tagName(line) {
        (isInBlock, isInTag) = (false, true)
        tags.append((name, []))
      } else if line.isEmpty {
        isInTag = false
      } else if isInTag {
        tags[tags.count - 1].value.append(line)
      }
    }
    // Empty lines after the last `$$$$` are no record.
    if !isClosed, block.allSatisfy(\.isEmpty), tags.isEmpty { return nil }

    var record = SourceRecord(line: firstLine, values: Array(repeating: "", count: columns.count))
    record.values[0] = String(decoding: block.first ?? [], as: UTF8.self).trimmingBlanks()
    for tag in tags {
      let text = tag.value.map { String(decoding: $0, as: UTF8.self) }.joined(separator: "\n")
      if let place = placeOf[tag.name] {
        record.values[place] = text
      } else {
        placeOf[tag.name] = columns.count
        columns.append(tag.name)
        record.values.append(text)
      }
    }
    record.molBlock = String(decoding: Array(block.joined(separator: [10])), as: UTF8.self) + "\n"
    if isInBlock, !(block.last?.starts(with: Array("M  END".utf8)) ?? false) {
      record.fault = isClosed ? "the molblock has no 'M  END'" : "the file ends inside a molblock"
    } else if block.last?.starts(with: Array("M  END".utf8)) != true {
      record.fault = "the molblock has no 'M  END'"
    }
    return record
  }

  /// The name between angle brackets of a line like `>  <Name>  (3)`.
  private static func tagName(_ line: [UInt8]) -> String? {
    guard let open = line.firstIndex(of: UInt8(ascii: "<")), let close = line.lastIndex(of: UInt8(ascii: ">")),
      open < close
    else { return nil }
    return String(decoding: line[(open + 1)..<close], as: UTF8.self)
  }
}
