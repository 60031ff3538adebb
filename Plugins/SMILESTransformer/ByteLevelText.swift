/// The part of GPT-2's byte-level tokenizer that comes before the merging of pairs (Radford et al. 2019; the byte table
/// is `bytes_to_unicode` of its code, the pattern that of `ByteLevel` in Hugging Face's tokenizers).
enum ByteLevelText {
  /// The character that stands for each byte in vocabularies: printable Latin-1 characters for themselves, the 68 others
  /// are numbered on from U+0100.
  static let spellings: [String] = {
    var next: UInt32 = 0x100
    return (UInt8.min...UInt8.max).map { byte in
      switch byte {
      case 0x21...0x7e, 0xa1...0xac, 0xae...0xff: return String(Character(Unicode.Scalar(byte)))
      default:
        defer { next += 1 }
        return Unicode.Scalar(next).map { String(Character($0)) } ?? ""
      }
    }
  }()

  private enum Kind { case space, letter, number, other }

  private static func kind(_ scalar: Unicode.Scalar) -> Kind {
    if scalar.properties.isWhitespace { return .space }
    switch scalar.properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: return .letter
    case .decimalNumber, .letterNumber, .otherNumber: return .number
    default: return .other
    }
  }

  private static let contractions = ["'s", "'t", "'re", "'ve", "'m", "'ll", "'d"].map { Array($0.unicodeScalars) }

  /// Cuts a text by the pattern `'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+`; no pair of
  /// bytes is merged across a cut. Returns the bytes of each word.
  static func words(of text: String) -> [[UInt8]] {
    let scalars = Array(text.unicodeScalars)
    let kinds = scalars.map(kind)
    var words: [[UInt8]] = []
    var start = 0
    while start < scalars.count {
      var end = start
      if let contraction = contractions.first(where: { scalars[start...].starts(with: $0) }) {
        end += contraction.count
      } else {
        let hasBlank = scalars[start] == " " && start + 1 < scalars.count && kinds[start + 1] != .space
        let first = hasBlank ? start + 1 : start
        end = first + 1
        while end < scalars.count, kinds[end] == kinds[first] { end += 1 }
        // The last of several spaces goes with the word that follows.
        if kinds[first] == .space, end < scalars.count, end - start > 1 { end -= 1 }
      }
      words.append(scalars[start..<end].flatMap { Array(UTF8.encode($0) ?? UTF8.encodedReplacementCharacter) })
      start = end
    }
    return words
  }
}
