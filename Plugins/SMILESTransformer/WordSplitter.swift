/// How a tokenizer cuts a text into words.
enum WordSplitter: Equatable, Sendable {
  /// At blanks, which fall away, and before and after each punctuation mark.
  case bert
  /// At blanks, which fall away, and between letters and other characters: `\w+|[^\w\s]+`.
  case letters
  /// At blanks alone, which fall away.
  case blanks
  case smiles(SMILESPattern)

  /// The `pre_tokenizer` of a `tokenizer.json`.
  init(_ json: JSONObject) throws {
    guard let splitter = try json.object("pre_tokenizer") else {
      throw json.invalid("pre_tokenizer", "missing, expected one of type BertPreTokenizer")
    }
    try splitter.require(
      "type", oneOf: ["BertPreTokenizer", "Whitespace", "WhitespaceSplit", "Split"], canBeAbsent: false)
    switch try splitter.text("type") {
    case "BertPreTokenizer": self = .bert
    case "Whitespace": self = .letters
    case "WhitespaceSplit": self = .blanks
    default:
      // Any pattern may stand here; those of SMILES are known by their text.
      try splitter.require("behavior", oneOf: ["Isolated", "Removed"], canBeAbsent: false)
      let text = try splitter.object("pattern")?.text("Regex", default: "") ?? ""
      let isIsolated = try splitter.text("behavior") == "Isolated"
      guard let pattern = SMILESPattern(text), try splitter.flag("invert", default: false) != isIsolated else {
        throw SMILESTransformerError.unsupported(
          file: json.file, key: "pre_tokenizer.pattern", found: text.shortened,
          supported: "the pattern of Schwaller et al. for SMILES, whose matches are kept")
      }
      self = .smiles(pattern)
    }
  }

  /// The words of a text, and how many of its characters are in none although they are no blanks.
  func words(of text: String) -> (words: [String], lost: Int) {
    if case .smiles(let pattern) = self { return pattern.words(of: text) }
    var words: [String] = []
    var kind: Kind?
    for scalar in text.unicodeScalars {
      let next = self.kind(of: scalar)
      defer { kind = next }
      if next == .blank { continue }
      if next == kind, next != .alone, let last = words.indices.last {
        words[last].unicodeScalars.append(scalar)
      } else {
        words.append(String(scalar))
      }
    }
    return (words, 0)
  }

  private enum Kind { case blank, alone, letter, other }

  private func kind(of scalar: Unicode.Scalar) -> Kind {
    let properties = scalar.properties
    if properties.isWhitespace { return .blank }
    switch (self, properties.generalCategory) {
    case (.bert, .connectorPunctuation), (.bert, .dashPunctuation), (.bert, .openPunctuation),
      (.bert, .closePunctuation), (.bert, .initialPunctuation), (.bert, .finalPunctuation), (.bert, .otherPunctuation):
      return .alone
    // In ASCII these count as punctuation too.
    case (.bert, .mathSymbol), (.bert, .currencySymbol), (.bert, .modifierSymbol):
      return scalar.isASCII ? .alone : .letter
    case (.letters, .decimalNumber), (.letters, .connectorPunctuation), (.letters, .nonspacingMark),
      (.letters, .spacingMark), (.letters, .enclosingMark):
      return .letter
    case (.letters, _): return properties.isAlphabetic || properties.isJoinControl ? .letter : .other
    default: return .letter
    }
  }
}
