public import Tensors

/// Sequences of tokens, packed one after the other.
public struct TokenBatch: Sendable {
  /// All tokens.
  public let tokens: [Int32]
  /// Which of them belong together.
  public let sequences: Segments

  public init(_ sequences: [[Int32]]) {
    tokens = Array(sequences.joined())
    self.sequences = Segments(lengths: sequences.map(\.count))
  }

  /// For each token its place in its sequence, counted from `first`.
  func positions(from first: Int) -> [Int32] {
    (0..<sequences.count).flatMap { sequence in (0..<sequences[sequence].count).map { Int32(first + $0) } }
  }
}
