/// The records of a structure-data file (SDF): a molblock, tags, `$$$$`.
public struct StructureRecords {
  public struct Record: Sendable, Equatable {
    /// The record's first line, counted from 1.
    public let line: Int
    /// The first line of the molblock without the blanks around it.
    public let title: String
    /// The molblock up to `M  END`.
    public let molBlock: String
    /// The tags in their order; lines of a value are separated by `\n`.
    public let tags: [(name: String, value: String)]
    /// Why the record is malformed, if it is.
    public let fault: String?

    public static func == (one: Self, other: Self) -> Bool {
      one.line == other.line && one.title == other.title && one.molBlock == other.molBlock
        && one.tags.elementsEqual(other.tags, by: ==) && one.fault == other.fault
    }
  }

  private var lines: LineReader

  public init(_ source: ByteSource) { lines = LineReader(source) }

  /// The next record, malformed ones included; `nil` at the end.
  /// - Throws: ``SourceError``, ``FileError``.
  public mutating func next() throws -> Record? {
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

    let hasEnd = block.last?.starts(with: Array("M  END".utf8)) == true
    return Record(
      line: firstLine,
      title: String(decoding: block.first ?? [], as: UTF8.self).trimmingBlanks(),
      molBlock: String(decoding: Array(block.joined(separator: [10])), as: UTF8.self) + "\n",
      tags: tags.map { tag in
        (tag.name, tag.value.map { String(decoding: $0, as: UTF8.self) }.joined(separator: "\n"))
      },
      fault: hasEnd
        ? nil : isInBlock && !isClosed ? "the file ends inside a molblock" : "the molblock has no 'M  END'")
  }

  /// The name between angle brackets of a line like `>  <Name>  (3)`.
  private static func tagName(_ line: [UInt8]) -> String? {
    guard let open = line.firstIndex(of: UInt8(ascii: "<")), let close = line.lastIndex(of: UInt8(ascii: ">")),
      open < close
    else { return nil }
    return String(decoding: line[(open + 1)..<close], as: UTF8.self)
  }
}
