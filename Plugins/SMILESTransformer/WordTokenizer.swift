public import Foundation

/// Cuts a text into words, each of which is a token or several: the tokenizers of BERT, and those of SMILES whose
/// vocabulary is a list.
///
/// BERT's (Devlin et al., arXiv 1810.04805) cuts at blanks and punctuation and then takes of a word, again and again,
/// the longest beginning that the vocabulary has. `SmilesTokenizer` of the Python packages rxnmapper, rxnfp and
/// DeepChem cuts by the pattern of Schwaller et al. and looks the words up.
public struct WordTokenizer: SMILESTokenizer {
  /// How a word becomes tokens.
  enum Model: Equatable, Sendable {
    /// It is one, or unknown.
    case whole
    /// The longest beginnings, those after the first spelled with the prefix; longer words are unknown.
    case pieces(prefix: String, maximumLength: Int)
  }

  let vocabulary: Vocabulary
  let normalization: TextNormalization
  let splitter: WordSplitter
  let model: Model
  let addedTokens: AddedTokens
  let unknown: Int32?
  public let frame: (start: [Int32], end: [Int32])
  public let files: [(name: String, content: Data)]
  /// The scalars of the longest spelling.
  let longest: Int

  public var kind: TokenizerKind { .words }
  public var tokenCount: Int { vocabulary.spellings.count }

  public func spelling(of token: Int32) -> String? {
    vocabulary.spellings.indices.contains(Int(token)) ? vocabulary.spellings[Int(token)] : nil
  }

  public func encode(_ text: String) -> EncodedText {
    var encoded = EncodedText(tokens: [], unknownCount: 0)
    for piece in addedTokens.pieces(of: text) {
      switch piece {
      case .token(let token): encoded.tokens.append(token)
      case .text(let scalars):
        let (words, lost) = splitter.words(of: normalization.applied(to: String(String.UnicodeScalarView(scalars))))
        encoded.unknownCount += lost
        for word in words {
          if let tokens = tokens(of: word) {
            encoded.tokens += tokens
          } else {
            encoded.unknownCount += 1
            if let unknown { encoded.tokens.append(unknown) }
          }
        }
      }
    }
    return encoded
  }

  /// `nil` if the vocabulary has none for the word.
  private func tokens(of word: String) -> [Int32]? {
    guard case .pieces(let prefix, let maximumLength) = model else { return vocabulary.numbers[word].map { [$0] } }
    let scalars = Array(word.unicodeScalars)
    guard scalars.count <= maximumLength else { return nil }
    var tokens: [Int32] = []
    var start = 0
    while start < scalars.count {
      var end = min(scalars.count, start + longest)
      var found: Int32?
      while found == nil, end > start {
        var piece = start > 0 ? prefix : ""
        piece.unicodeScalars.append(contentsOf: scalars[start..<end])
        found = vocabulary.numbers[piece]
        if found == nil { end -= 1 }
      }
      guard let found else { return nil }
      tokens.append(found)
      start = end
    }
    return tokens
  }
}
