internal import Foundation

/// Decodes MS-Numpress, the lossy codes of mzML's arrays (Teleman et al., Mol. Cell. Proteomics 2014, 13, 1537).
///
/// Each function gives at most `count` values, fewer where the bytes end before, and `nil` where they make no sense.
enum Numpress {
  /// Linear prediction: each value is a correction to the line through the two before it, in fixed point.
  static func linear(_ bytes: [UInt8], count: Int) -> [Double]? {
    guard let scale = fixedPoint(bytes) else { return nil }
    var words: [Int64] = []
    for start in [8, 12] where bytes.count >= start + 4 && words.count < count {
      words.append((0..<4).reduce(0) { $0 | Int64(bytes[start + $1]) << Int64(8 * $1) })
    }
    var halves = HalfBytes(bytes, from: 16)
    while words.count >= 2, words.count < count, let correction = halves.nextInteger() {
      let (last, before) = (words[words.count - 1], words[words.count - 2])
      words.append(2 &* last &- before &+ Int64(correction))
    }
    return words.map { Double($0) / scale }
  }

  /// Whole numbers of as many half bytes as they need.
  static func positiveIntegers(_ bytes: [UInt8], count: Int) -> [Double] {
    var halves = HalfBytes(bytes, from: 0)
    var values: [Double] = []
    while values.count < count, let value = halves.nextInteger() { values.append(Double(value)) }
    return values
  }

  /// Logarithms of the values plus one, in 16 bits of fixed point.
  static func shortLogarithms(_ bytes: [UInt8], count: Int) -> [Double]? {
    guard let scale = fixedPoint(bytes) else { return nil }
    return (0..<min(count, (bytes.count - 8) / 2)).map {
      exp(Double(UInt16(bytes[8 + 2 * $0]) | UInt16(bytes[9 + 2 * $0]) << 8) / scale) - 1
    }
  }

  /// The first eight bytes as a number, the most significant first.
  private static func fixedPoint(_ bytes: [UInt8]) -> Double? {
    guard bytes.count >= 8 else { return nil }
    let scale = Double(bitPattern: bytes[..<8].reduce(0) { $0 << 8 | UInt64($1) })
    return scale.isFinite && scale > 0 ? scale : nil
  }

  /// Half bytes, the more significant of a byte first.
  private struct HalfBytes {
    private let bytes: [UInt8]
    private var place: Int

    init(_ bytes: [UInt8], from start: Int) {
      self.bytes = bytes
      place = 2 * start
    }

    private mutating func next() -> UInt32? {
      guard place / 2 < bytes.count else { return nil }
      defer { place += 1 }
      let byte = bytes[place / 2]
      return UInt32(place % 2 == 0 ? byte >> 4 : byte & 15)
    }

    /// A half byte says how many leading half bytes of the integer are 0, or beyond 8 are 15; the others follow, the
    /// least significant first.
    mutating func nextInteger() -> Int32? {
      guard let head = next() else { return nil }
      let leading = head <= 8 ? head : head - 8
      var value: UInt32 = head <= 8 ? 0 : ~(UInt32.max >> (4 * leading))
      for i in 0..<(8 - leading) {
        guard let half = next() else { return nil }
        value |= half << (4 * i)
      }
      return Int32(bitPattern: value)
    }
  }
}
