public import Foundation

/// One token an atom, bond, branch or ring closure.
///
/// A bracket atom, `Br`, `Cl`, a ring closure `%nn` or `%(nnn)` and the arrow `>>` are each one token, every other
/// character is another: the pattern of Schwaller et al., Chemical Science 9, 6091 (2018), which others follow.
public struct AtomTokenizer: SMILESTokenizer {
  /// In RoBERTa's order: the numbers 0 to 4.
  public static let specialTokens = ["<s>", "<pad>", "</s>", "<unk>", "<mask>"]
  static let padding: Int32 = 1
  static let unknown: Int32 = 3
  static let mask: Int32 = 4
  static let file = "vocab.json"

  /// The spellings by number.
  public let vocabulary: [String]
  private let numbers: [Substring: Int32]

  private init(vocabulary: [String]) {
    self.vocabulary = vocabulary
    numbers = Dictionary(
      vocabulary.enumerated().dropFirst(Self.specialTokens.count).map { ($1[...], Int32($0)) }
    ) { first, _ in first }
  }

  /// Takes as vocabulary the tokens of these texts, the most frequent first, equally frequent ones in alphabetical order.
  /// - Parameter minimumCount: tokens that occur less often are left out, and so are unknown.
  public init(counting texts: some Sequence<String>, minimumCount: Int) {
    var counts: [Substring: Int] = [:]
    for text in texts {
      for token in Self.tokens(of: text) { counts[token, default: 0] += 1 }
    }
    let known = counts.filter { $0.value >= minimumCount }
      .sorted { ($1.value, $0.key) < ($0.value, $1.key) }
    self.init(vocabulary: Self.specialTokens + known.map { String($0.key) })
  }

  /// Cuts a SMILES into tokens, whatever the vocabulary. What is no SMILES comes out as single characters.
  public static func tokens(of text: String) -> [Substring] {
    let bytes = text.utf8
    var tokens: [Substring] = []
    var start = bytes.startIndex
    func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
    while start < bytes.endIndex {
      let rest = bytes[bytes.index(after: start)...]
      let next = rest.first
      var end = text.unicodeScalars.index(after: start)
      switch bytes[start] {
      case UInt8(ascii: "["):
        if let close = rest.firstIndex(of: UInt8(ascii: "]")) { end = bytes.index(after: close) }
      case UInt8(ascii: "B") where next == UInt8(ascii: "r"), UInt8(ascii: "C") where next == UInt8(ascii: "l"),
        UInt8(ascii: ">") where next == UInt8(ascii: ">"):
        end = bytes.index(after: end)
      case UInt8(ascii: "%"):
        if rest.count >= 2, rest.prefix(2).allSatisfy(isDigit) {
          end = bytes.index(start, offsetBy: 3)
        } else if next == UInt8(ascii: "("), let close = rest.firstIndex(of: UInt8(ascii: ")")),
          rest[..<close].dropFirst().allSatisfy(isDigit)
        {
          end = bytes.index(after: close)
        }
      default: break
      }
      tokens.append(text[start..<end])
      start = end
    }
    return tokens
  }

  public var kind: TokenizerKind { .atoms }
  public var tokenCount: Int { vocabulary.count }
  public var frame: (start: [Int32], end: [Int32]) { ([0], [2]) }

  public func encode(_ text: String) -> EncodedText {
    let tokens = Self.tokens(of: text).map { numbers[$0] ?? Self.unknown }
    return EncodedText(tokens: tokens, unknownCount: tokens.count { $0 == Self.unknown })
  }

  public func spelling(of token: Int32) -> String? {
    vocabulary.indices.contains(Int(token)) ? vocabulary[Int(token)] : nil
  }
}

// MARK: - Files

extension AtomTokenizer {
  /// Reads a `vocab.json` that maps spellings to numbers.
  init(_ folder: EncoderFolder) throws {
    let json = try folder.json(Self.file, limit: VocabularyFile.limit)
    let spellings = try VocabularyFile.spellings(json)
    guard spellings.prefix(Self.specialTokens.count).elementsEqual(Self.specialTokens) else {
      throw SMILESTransformerError.invalid(
        file: json.file, key: nil, reason: "expected \(Self.specialTokens.joined(separator: " ")) as tokens 0 to 4")
    }
    self.init(vocabulary: spellings.map { $0 ?? "" })
  }

  public var files: [(name: String, content: Data)] {
    let entries = vocabulary.enumerated().map { "  \(VocabularyFile.quoted($1)): \($0)" }
    return [(Self.file, Data("{\n\(entries.joined(separator: ",\n"))\n}\n".utf8))]
  }
}
