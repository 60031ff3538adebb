/// The regular expressions by which Python's tokenizers find the tokens of a SMILES: that of Schwaller et al., Chemical
/// Science 9, 6091 (2018), in the spellings that are in use. Characters that don't match are passed over.
enum SMILESPattern: Sendable {
  /// As in rxnmapper and DeepChem.
  case schwaller
  /// As in rxnfp: besides, the bar and ring closures of three digits.
  case extended
  /// Each `>` for itself, as in the paper.
  case singleArrows

  private static let texts: [(text: String, pattern: SMILESPattern)] = [
    (#"(\[[^\]]+]|\#(atoms)|\(|\)|\.|=|#|-|\+|\\|\/|:|~|@|\?|>>?|\*|\$|\%[0-9]{2}|[0-9])"#, .schwaller),
    (
      #"(\%\([0-9]{3}\)|\[[^\]]+]|\#(atoms)|\||\(|\)|\.|=|#|-|\+|\\|\/|:|~|@|\?|>>?|\*|\$|\%[0-9]{2}|[0-9])"#,
      .extended
    ),
    (#"(\[[^\]]+]|\#(atoms)|\(|\)|\.|=|#|-|\+|\\|\/|:|~|@|\?|>|\*|\$|\%[0-9]{2}|[0-9])"#, .singleArrows),
  ]
  private static let atoms = "Br?|Cl?|N|O|S|P|F|I|b|c|n|o|s|p"

  /// - Parameter text: of the expression; `nil` if it isn't known.
  init?(_ text: String) {
    guard let known = Self.texts.first(where: { $0.text == text }) else { return nil }
    self = known.pattern
  }

  private static let characters = Set("BCNOSPFIbcnosp().=#-+\\/:~@?>*$0123456789".unicodeScalars)

  /// The matches in a text, and how many of its characters are in none.
  func words(of text: String) -> (words: [String], lost: Int) {
    var words: [String] = []
    var lost = 0
    for token in AtomTokenizer.tokens(of: text) {
      let isRing = token.hasPrefix("%(")
      if token == ">>", self == .singleArrows {
        words += [">", ">"]
      } else if token.unicodeScalars.count == 1 {
        let isKnown = token.unicodeScalars.allSatisfy(Self.characters.contains) || token == "|" && self == .extended
        if isKnown { words.append(String(token)) } else { lost += 1 }
      } else if token == "[]" {
        lost += 2
      } else if isRing, self != .extended || token.utf8.count != 6 {
        // The brackets and digits are tokens of their own.
        words += token.dropFirst().map { String($0) }
        lost += 1
      } else {
        words.append(String(token))
      }
    }
    return (words, lost)
  }
}
