internal import Files

/// Reads JCAMP-DX: spectra, peak tables, pages of NTUPLES, in blocks that may stand in link blocks.
///
/// Each block, and each page of real values, is a record. A structure in a link block is that of the spectra after it in
/// the same. Bounds: ``JCAMPOrdinates/maximumPoints`` ordinates and two lists of ``JCAMPTuples/maximumPoints`` points a
/// record, ``maximumDepth`` blocks inside each other, and `ByteSource.maximumRecordBytes` for a line and for the headers of
/// the blocks that are open.
struct JCAMPReader: SpectrumReader {
  static let maximumDepth = 16

  private var lines: LineReader
  /// The open blocks, outermost first.
  private var blocks: [JCAMPBlock] = []
  private var ready: [SpectrumEntry] = []
  private var section = Section.none
  /// Whether the text outside of blocks that is being passed over was reported.
  private var isStrayReported = false

  /// What a line without a label continues.
  private enum Section { case none, label, data }

  init(_ source: ByteSource) { lines = LineReader(source) }

  mutating func next() throws -> SpectrumEntry? {
    while ready.isEmpty, let line = try lines.next() { try read(line) }
    // A file that was cut off shows in the number of values.
    if ready.isEmpty { while !blocks.isEmpty { closeBlock() } }
    return ready.isEmpty ? nil : ready.removeFirst()
  }

  private mutating func read(_ line: [UInt8]) throws {
    let text = line.drop { $0 == 0x20 || $0 == 0x09 }
    let content = Array(Self.withoutComment(line))
    if text.starts(with: Array("##".utf8)) {
      let parts = text.dropFirst(2).split(
        separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
      let key = String(text: parts[0]).trimmingBlanks()
      let value = parts.count > 1 ? String(text: Self.withoutComment(Array(parts[1]))) : ""
      try beginLabel(key, value.trimmingBlanks(), bytes: line.count)
    } else if blocks.isEmpty {
      guard !isStrayReported, content.contains(where: { $0 > 0x20 }) else { return }
      isStrayReported = true
      ready.append(.rejected(line: lines.number, reason: "text outside of a block, which begins with ##TITLE="))
    } else if section == .label {
      blocks[blocks.count - 1].extendLabel(String(text: content[...]), bytes: line.count)
      try checkHeaders()
    } else if section == .data {
      do throws(RecordFault) {
        try blocks[blocks.count - 1].readData(content, number: lines.number)
      } catch {
        blocks[blocks.count - 1].reject(error)
      }
    }
  }

  private mutating func beginLabel(_ key: String, _ value: String, bytes: Int) throws {
    let name = JCAMPBlock.name(of: key)
    section = .none
    // A label without a name is a comment.
    if name.isEmpty { return }
    if name == "END" { return closeBlock() }
    if name == "TITLE" || blocks.isEmpty { openBlock() }
    let label = JCAMPBlock.Label(key: key, name: name, lines: [value])
    switch name {
    case "PAGE":
      endPage()
      blocks[blocks.count - 1].beginPage(line: lines.number, label)
    case "ENDNTUPLES":
      endPage()
    case "XYDATA", "XYPOINTS", "PEAKTABLE", "PEAKASSIGNMENTS", "DATATABLE", "RADATA":
      section = .data
      do throws(RecordFault) {
        try blocks[blocks.count - 1].beginTable(name, form: value)
      } catch {
        blocks[blocks.count - 1].reject(error)
      }
    default:
      section = .label
      blocks[blocks.count - 1].add(label, bytes: bytes)
      try checkHeaders()
    }
  }

  private mutating func openBlock() {
    isStrayReported = false
    // A block without an end of its own ends where the next begins.
    if let last = blocks.last, !last.isLink { closeBlock() }
    if blocks.count == Self.maximumDepth {
      ready.append(
        .rejected(line: lines.number, reason: "blocks stand more than \(Self.maximumDepth) deep inside each other"))
      blocks.removeLast()
    }
    blocks.append(JCAMPBlock(line: lines.number))
  }

  private mutating func closeBlock() {
    guard !blocks.isEmpty else { return }
    endPage()
    let block = blocks.removeLast()
    if let entry = block.entry(enclosing: structure) {
      ready.append(entry)
    } else if !block.isLink, !blocks.isEmpty, let structure = block.structure {
      blocks[blocks.count - 1].innerStructure = structure
    }
  }

  private mutating func endPage() {
    guard !blocks.isEmpty else { return }
    if let entry = blocks[blocks.count - 1].endPage(enclosing: structure) { ready.append(entry) }
  }

  /// The structure that holds for the block that is being read.
  private var structure: SpectrumRecord.Structure? { blocks.last { $0.innerStructure != nil }?.innerStructure }

  private func checkHeaders() throws {
    guard blocks.reduce(0, { $0 + $1.headerBytes }) > ByteSource.maximumRecordBytes else { return }
    throw SourceError.recordTooLong(
      path: lines.source.path, line: blocks.last?.line ?? 1, limit: ByteSource.maximumRecordBytes)
  }

  private static func withoutComment(_ line: [UInt8]) -> ArraySlice<UInt8> {
    let dollar = UInt8(ascii: "$")
    var previous: UInt8 = 0
    for (index, byte) in line.enumerated() {
      if byte == dollar, previous == dollar { return line[..<(index - 1)] }
      previous = byte
    }
    return line[...]
  }
}
