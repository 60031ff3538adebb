/// Atoms of one molecule.
struct AtomSet: Hashable {
  static let capacity = 512

  private var words = SIMD8<UInt64>.zero

  init() {}
  /// The atoms 0..<count, at most ``capacity``.
  init(first count: Int) { for atom in 0..<min(count, Self.capacity) { insert(atom) } }

  func contains(_ atom: Int) -> Bool { words[atom >> 6] & (1 << UInt64(atom & 63)) != 0 }
  mutating func insert(_ atom: Int) { words[atom >> 6] |= 1 << UInt64(atom & 63) }
  func subtracting(_ other: Self) -> Self {
    var result = self
    result.words = words & ~other.words
    return result
  }

  var count: Int { (0..<8).reduce(0) { $0 + words[$1].nonzeroBitCount } }

  /// Ascending.
  var members: [Int] {
    var result: [Int] = []
    for index in 0..<8 {
      var word = words[index]
      while word != 0 {
        result.append(index << 6 + word.trailingZeroBitCount)
        word &= word - 1
      }
    }
    return result
  }
}
