public import Foundation

/// How SMILES become tokens.
public enum TokenizerKind: String, Sendable, CaseIterable {
  /// ``AtomTokenizer``
  case atoms
  /// ``BytePairTokenizer``
  case bytePairs = "byte-pairs"
  /// ``WordTokenizer``
  case words
}

/// Cuts SMILES into tokens and numbers them.
public protocol SMILESTokenizer: Sendable {
  var kind: TokenizerKind { get }

  /// One more than the greatest number of a token.
  var tokenCount: Int { get }

  /// The special tokens before and after each sequence, such as `<s>` and `</s>`.
  var frame: (start: [Int32], end: [Int32]) { get }

  /// The tokens of a text, without the frame.
  func encode(_ text: String) -> EncodedText

  /// The spelling of a token; `nil` for a number that is none.
  func spelling(of token: Int32) -> String?

  /// The files from which the tokenizer can be read again. They determine it completely.
  var files: [(name: String, content: Data)] { get }
}

/// A text as tokens.
public struct EncodedText: Sendable, Equatable {
  public var tokens: [Int32]
  /// How many pieces of the text the vocabulary doesn't hold.
  public var unknownCount: Int

  public init(tokens: [Int32], unknownCount: Int) {
    self.tokens = tokens
    self.unknownCount = unknownCount
  }
}

/// A text as tokens with the frame, cut to a length.
public struct TokenSequence: Sendable, Equatable {
  public let tokens: [Int32]
  /// The tokens of the text itself.
  public let textTokens: ArraySlice<Int32>
  public let unknownCount: Int
  /// How many tokens were cut off before the end of the frame.
  public let truncatedCount: Int
}

extension SMILESTokenizer {
  /// The tokens of a text within the frame.
  /// - Parameter maximumTokens: the greatest length, frame included; what is too much is cut off the text's end.
  public func sequence(of text: String, maximumTokens: Int) -> TokenSequence {
    let encoded = encode(text)
    let room = max(0, maximumTokens - frame.start.count - frame.end.count)
    let tokens = frame.start + encoded.tokens.prefix(room) + frame.end
    return TokenSequence(
      tokens: tokens, textTokens: tokens[frame.start.count..<tokens.count - frame.end.count],
      unknownCount: encoded.unknownCount,
      truncatedCount: max(0, encoded.tokens.count - room))
  }
}
