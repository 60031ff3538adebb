internal import Files
internal import Foundation
internal import Tensors

/// One immutable file of an index, memory-mapped: some thousands of molecules with their embeddings.
///
/// | bytes | what (integers little-endian) |
/// |---|---|
/// | 0–7 | `ACMLIDX1` |
/// | 8–39 | counts, 64 bits each: molecules, bytes of their texts, formulas, bytes of rejected rows |
/// | 40–63 | how far the sources were read when the block ended, 64 bits each: files done, records of the next, duplicates |
/// | 64–67 | CRC-32 of the head, that is of bytes 0–63 and 128 up to the embeddings |
/// | 128… | exact masses, 64-bit floats |
/// | then | where each SMILES and each name ends in the texts, two 32-bit numbers a molecule |
/// | then | the number of each molecule's formula, 32 bits |
/// | then | where each formula ends in the texts, 32 bits; they come after all SMILES and names |
/// | then | the texts, UTF-8, without separators; the rejected rows as JSON |
/// | next multiple of 64, for each pair | embeddings, 32-bit floats |
/// | next multiples of 64 | scales and errors of `RowCodes`, 32-bit floats, and the codes, a byte each |
///
/// The head is checked when a block is opened, the embeddings by their number alone: reading all of them would take longer
/// than a search.
final class IndexBlock: Sendable {
  let path: String
  let count: Int
  let progress: Progress
  private let layout: Layout
  private let mapping: MappedFile

  /// How far the sources of an index were read.
  struct Progress: Equatable, Sendable {
    /// Files that were read to their end.
    var files = 0
    /// Records of the next file that were read.
    var records = 0
    /// Molecules that came again, since the index was begun.
    var duplicates = 0
  }

  private static let magic = Array("ACMLIDX1".utf8)
  private static let headStart = 128

  init(_ file: URL, dimensions: [Int]) throws {
    path = file.relativePath
    mapping = try MappedFile(file.path)
    let bytes = mapping.bytes
    let path = path
    func damaged(_ reason: String) -> IndexError { .damaged(path: path, reason: reason) }
    guard bytes.count >= Self.headStart, bytes.starts(with: Self.magic) else {
      throw damaged("it is no block of an index")
    }
    let numbers = try (1..<8).map { place in
      let value = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: 8 * place, as: UInt64.self))
      // Far beyond any block; sums and products of such numbers don't overflow.
      guard value < 1 << 36 else { throw damaged("its head is damaged") }
      return Int(value)
    }
    count = numbers[0]
    layout = Layout(
      count: count, textBytes: numbers[1], formulas: numbers[2], rejectedBytes: numbers[3], dimensions: dimensions)
    progress = Progress(files: numbers[4], records: numbers[5], duplicates: numbers[6])
    guard bytes.count == layout.end else { throw damaged("it is cut short") }
    let sum = UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: 64, as: UInt32.self))
    guard sum == Self.checksum(bytes, layout) else { throw damaged("its head is damaged") }
  }

  // MARK: Molecules

  func mass(_ row: Int) -> Double { load(layout.masses + 8 * row) }

  func smiles(_ row: Int) -> String {
    text(from: row == 0 ? 0 : number(layout.textEnds + 8 * row - 4), to: number(layout.textEnds + 8 * row))
  }

  func name(_ row: Int) -> String {
    text(from: number(layout.textEnds + 8 * row), to: number(layout.textEnds + 8 * row + 4))
  }

  var formulaCount: Int { layout.formulas }

  /// The number of a molecule's formula, below ``formulaCount``.
  func formulaNumber(_ row: Int) -> Int { min(number(layout.formulaNumbers + 4 * row), max(0, formulaCount - 1)) }

  func formula(number index: Int) -> String {
    let start =
      index > 0 ? number(layout.formulaEnds + 4 * (index - 1)) : count > 0 ? number(layout.textEnds + 8 * count - 4) : 0
    return text(from: start, to: number(layout.formulaEnds + 4 * index))
  }

  /// The rows of the sources that were rejected since the block before.
  var rejected: [RejectedRow] {
    get throws {
      let start = layout.texts + layout.textBytes
      do {
        return try JSONDecoder().decode(
          [RejectedRow].self, from: Data(mapping.bytes[start..<start + layout.rejectedBytes]))
      } catch { throw IndexError.damaged(path: path, reason: "its rejected rows can't be read") }
    }
  }

  private func load<Value: BitwiseCopyable>(_ offset: Int) -> Value {
    mapping.bytes.loadUnaligned(fromByteOffset: offset, as: Value.self)
  }

  private func number(_ offset: Int) -> Int { Int(UInt32(littleEndian: load(offset))) }

  private func text(from start: Int, to end: Int) -> String {
    // The checksum holds, so this is for a file that was made to mislead.
    guard start <= end, end <= layout.textBytes else { return "" }
    return String(decoding: mapping.bytes[(layout.texts + start)..<(layout.texts + end)], as: UTF8.self)
  }

  // MARK: Embeddings

  /// Shape `[count, dimensions]`.
  func embeddings(_ pair: Int) -> UnsafeBufferPointer<Float> { values(layout.pairs[pair].embeddings) }
  func scales(_ pair: Int) -> UnsafeBufferPointer<Float> { values(layout.pairs[pair].scales) }
  func errors(_ pair: Int) -> UnsafeBufferPointer<Float> { values(layout.pairs[pair].errors) }
  func codes(_ pair: Int) -> UnsafeBufferPointer<Int8> { values(layout.pairs[pair].codes) }

  private func values<Value>(_ part: Range<Int>) -> UnsafeBufferPointer<Value> {
    UnsafeRawBufferPointer(rebasing: mapping.bytes[part]).bindMemory(to: Value.self)
  }

  // MARK: Layout

  /// Where everything lies in a block.
  private struct Layout: Sendable {
    struct Pair: Sendable {
      let embeddings: Range<Int>
      let scales: Range<Int>
      let errors: Range<Int>
      let codes: Range<Int>
    }

    let textBytes: Int
    let formulas: Int
    let rejectedBytes: Int
    let masses: Int
    let textEnds: Int
    let formulaNumbers: Int
    let formulaEnds: Int
    let texts: Int
    let headEnd: Int
    let pairs: [Pair]
    let end: Int

    init(count: Int, textBytes: Int, formulas: Int, rejectedBytes: Int, dimensions: [Int]) {
      self.textBytes = textBytes
      self.formulas = formulas
      self.rejectedBytes = rejectedBytes
      masses = headStart
      textEnds = masses + 8 * count
      formulaNumbers = textEnds + 8 * count
      formulaEnds = formulaNumbers + 4 * count
      texts = formulaEnds + 4 * formulas
      headEnd = texts + textBytes + rejectedBytes
      var next = headEnd
      func part(_ bytes: Int) -> Range<Int> {
        let start = (next + 63) / 64 * 64
        next = start + bytes
        return start..<next
      }
      pairs = dimensions.map { dimensions in
        Pair(
          embeddings: part(4 * count * dimensions), scales: part(4 * count), errors: part(4 * count),
          codes: part(count * dimensions))
      }
      end = next
    }
  }

  private static func checksum(_ bytes: UnsafeRawBufferPointer, _ layout: Layout) -> UInt32 {
    crc(UnsafeRawBufferPointer(rebasing: bytes[..<64]))
      ^ crc(UnsafeRawBufferPointer(rebasing: bytes[headStart..<layout.headEnd]))
  }

  // MARK: Writing

  /// A molecule of a block in the making.
  struct Molecule: Sendable {
    let smiles: String
    let name: String
    let formula: String
    let mass: Double
  }

  /// Writes a block; it appears under its name when it is complete.
  /// - Parameter embeddings: for each pair the rows one after the other.
  static func write(
    to file: URL, molecules: [Molecule], embeddings: [(dimensions: Int, values: [Float])], rejected: [RejectedRow],
    progress: Progress
  ) throws {
    var texts: [UInt8] = []
    var ends: [UInt32] = []
    for molecule in molecules {
      for text in [molecule.smiles, molecule.name] {
        texts += text.utf8
        ends.append(UInt32(clamping: texts.count))
      }
    }
    var numberOf: [String: UInt32] = [:]
    var formulaEnds: [UInt32] = []
    let numbers = molecules.map { molecule in
      if let number = numberOf[molecule.formula] { return number }
      let number = UInt32(formulaEnds.count)
      numberOf[molecule.formula] = number
      texts += molecule.formula.utf8
      formulaEnds.append(UInt32(clamping: texts.count))
      return number
    }
    let encoder = JSONEncoder()
    // The same library makes the same bytes.
    encoder.outputFormatting = .sortedKeys
    let rejections = Array(try encoder.encode(rejected))
    let layout = Layout(
      count: molecules.count, textBytes: texts.count, formulas: formulaEnds.count, rejectedBytes: rejections.count,
      dimensions: embeddings.map(\.dimensions))
    var head = magic
    for number in [
      molecules.count, texts.count, formulaEnds.count, rejections.count, progress.files, progress.records,
      progress.duplicates,
    ] { append([UInt64(number).littleEndian], to: &head) }
    head += [UInt8](repeating: 0, count: headStart - head.count)
    append(molecules.map(\.mass.bitPattern.littleEndian), to: &head)
    append(ends.map(\.littleEndian), to: &head)
    append(numbers.map(\.littleEndian), to: &head)
    append(formulaEnds.map(\.littleEndian), to: &head)
    head += texts
    head += rejections
    let sum = head.withUnsafeBytes { checksum($0, layout) }
    withUnsafeBytes(of: sum.littleEndian) { head.replaceSubrange(64..<68, with: $0) }

    let writer = try AtomicFileWriter(file)
    var written = 0
    func write(_ bytes: UnsafeRawBufferPointer, at start: Int) throws {
      try writer.write([UInt8](repeating: 0, count: start - written))
      try writer.write(bytes)
      written = start + bytes.count
    }
    try head.withUnsafeBytes { try write($0, at: 0) }
    for (place, pair) in zip(layout.pairs, embeddings) {
      let codes = pair.values.withUnsafeBufferPointer { RowCodes($0, columns: pair.dimensions) }
      try pair.values.withUnsafeBytes { try write($0, at: place.embeddings.lowerBound) }
      try codes.scales.withUnsafeBytes { try write($0, at: place.scales.lowerBound) }
      try codes.errors.withUnsafeBytes { try write($0, at: place.errors.lowerBound) }
      try codes.codes.withUnsafeBytes { try write($0, at: place.codes.lowerBound) }
    }
    try writer.commit()
  }

  private static func append<Value: BitwiseCopyable>(_ values: [Value], to bytes: inout [UInt8]) {
    values.withUnsafeBytes { bytes += $0 }
  }
}
