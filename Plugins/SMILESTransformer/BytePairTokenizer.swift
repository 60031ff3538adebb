public import Foundation

/// The byte-level byte-pair encoding of GPT-2 and RoBERTa (Sennrich et al., arXiv 1508.07909, on bytes).
///
/// Read from Hugging Face's files and meant to equal its tokenizers, oddities included: with an empty list of merges,
/// as ChemBERTa-77M has it, every character is a token of its own and chlorine is `C`, `l`.
public struct BytePairTokenizer: SMILESTokenizer {
  /// What stands between a pair of tokens and the token that they become.
  struct Merge: Sendable {
    /// The lower, the earlier it is applied.
    let rank: Int
    let result: Int32
  }

  let spellings: [String?]
  /// The token of each byte; −1 where the vocabulary has none.
  let byteTokens: [Int32]
  let merges: [UInt64: Merge]
  let addedTokens: AddedTokens
  /// What a byte without token becomes; nothing if there is none.
  let unknown: Int32?
  let addsBlank: Bool
  let splitsWords: Bool
  public let frame: (start: [Int32], end: [Int32])
  public let files: [(name: String, content: Data)]

  public var kind: TokenizerKind { .bytePairs }
  public var tokenCount: Int { spellings.count }

  public func spelling(of token: Int32) -> String? {
    spellings.indices.contains(Int(token)) ? spellings[Int(token)] : nil
  }

  static func key(_ left: Int32, _ right: Int32) -> UInt64 {
    UInt64(UInt32(bitPattern: left)) << 32 | UInt64(UInt32(bitPattern: right))
  }

  public func encode(_ text: String) -> EncodedText {
    var encoded = EncodedText(tokens: [], unknownCount: 0)
    for piece in addedTokens.pieces(of: text) {
      switch piece {
      case .token(let token): encoded.tokens.append(token)
      case .text(let scalars): append(scalars, to: &encoded)
      }
    }
    return encoded
  }

  private func append(_ scalars: ArraySlice<Unicode.Scalar>, to encoded: inout EncodedText) {
    guard let first = scalars.first else { return }
    var text = String.UnicodeScalarView(scalars)
    if addsBlank, !first.properties.isWhitespace { text.insert(" ", at: text.startIndex) }
    let words = splitsWords ? ByteLevelText.words(of: String(text)) : [Array(String(text).utf8)]
    for word in words {
      for token in merged(word) {
        if token >= 0 {
          encoded.tokens.append(token)
        } else {
          encoded.unknownCount += 1
          if let unknown { encoded.tokens.append(unknown) }
        }
      }
    }
  }

  /// The bytes of a word after all merges: again and again the pair of the lowest rank, the leftmost first.
  ///
  /// Pairs wait in a queue in this order, and tokens are linked to their neighbours, so that a word of `n` bytes takes
  /// a time of `n log n`.
  private func merged(_ word: [UInt8]) -> [Int32] {
    var tokens = word.map { byteTokens[Int($0)] }
    var (previous, next) = (Array(-1..<word.count - 1), Array(1...max(1, word.count)))
    var queue = MergeQueue()
    func candidate(at position: Int) -> Merge? {
      next[position] < tokens.count ? merges[Self.key(tokens[position], tokens[next[position]])] : nil
    }
    for position in tokens.indices {
      if let merge = candidate(at: position) { queue.push(merge.rank, position) }
    }
    while let (rank, position) = queue.pop() {
      // Of pairs that have changed since, the old entry is passed over.
      guard tokens[position] != Self.gone, let merge = candidate(at: position), merge.rank == rank else { continue }
      let absorbed = next[position]
      tokens[position] = merge.result
      tokens[absorbed] = Self.gone
      next[position] = next[absorbed]
      if next[position] < tokens.count { previous[next[position]] = position }
      for changed in [previous[position], position] where changed >= 0 {
        if let merge = candidate(at: changed) { queue.push(merge.rank, changed) }
      }
    }
    return tokens.filter { $0 != Self.gone }
  }

  /// In the place of a token that became a part of the one before it.
  private static let gone = Int32.min
}

/// Pairs that wait to be merged: the lowest rank first, of equal ranks the leftmost; a binary heap.
private struct MergeQueue {
  private var heap: [(rank: Int, position: Int)] = []

  mutating func push(_ rank: Int, _ position: Int) {
    heap.append((rank, position))
    var child = heap.count - 1
    while child > 0, heap[child] < heap[(child - 1) / 2] {
      heap.swapAt(child, (child - 1) / 2)
      child = (child - 1) / 2
    }
  }

  mutating func pop() -> (rank: Int, position: Int)? {
    guard let first = heap.first, let last = heap.popLast() else { return nil }
    if heap.isEmpty { return first }
    heap[0] = last
    var parent = 0
    while true {
      var least = 2 * parent + 1
      if least + 1 < heap.count, heap[least + 1] < heap[least] { least += 1 }
      guard least < heap.count, heap[least] < heap[parent] else { return first }
      heap.swapAt(parent, least)
      parent = least
    }
  }
}
