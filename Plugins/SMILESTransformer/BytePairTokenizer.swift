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
  /// Tokens that are found in a text before it is cut, such as `<mask>`.
  let addedTokens: [(scalars: [Unicode.Scalar], token: Int32)]
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
    let scalars = Array(text.unicodeScalars)
    var (start, position) = (0, 0)
    while position < scalars.count {
      // Of several added tokens that begin here, the longest.
      var found: (length: Int, token: Int32)?
      for added in addedTokens
      where added.scalars.first == scalars[position] && added.scalars.count > found?.length ?? 0
        && scalars[position...].starts(with: added.scalars)
      {
        found = (added.scalars.count, added.token)
      }
      guard let found else {
        position += 1
        continue
      }
      append(scalars[start..<position], to: &encoded)
      encoded.tokens.append(found.token)
      position += found.length
      start = position
    }
    append(scalars[start...], to: &encoded)
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
  private func merged(_ word: [UInt8]) -> [Int32] {
    var tokens = word.map { byteTokens[Int($0)] }
    while true {
      var best: (merge: Merge, position: Int)?
      for position in tokens.indices.dropLast() {
        if let merge = merges[Self.key(tokens[position], tokens[position + 1])], merge.rank < best?.merge.rank ?? .max {
          best = (merge, position)
        }
      }
      guard let best else { return tokens }
      tokens[best.position] = best.merge.result
      tokens.remove(at: best.position + 1)
    }
  }
}
