extension MassSpectrum.Polarity {
  /// - Parameter text: `positive`, `P`, `+` and the like.
  init?(text: String) {
    let text = text.lowercased()
    if text.hasPrefix("pos") || text == "p" || text == "+" {
      self = .positive
    } else if text.hasPrefix("neg") || text == "n" || text == "-" {
      self = .negative
    } else {
      return nil
    }
  }

  /// The sign that a bracketed adduct ends with, radical marks set aside: `[M+H]+`, `[M]+*`, `[M-2H]2-`.
  init?(adduct: String) {
    guard let bracket = adduct.lastIndex(of: "]") else { return nil }
    self.init(signOf: adduct[bracket...])
  }

  /// The sign in a charge such as `1+`.
  init?(signOf charge: Substring) {
    if charge.utf8.contains(UInt8(ascii: "+")) {
      self = .positive
    } else if charge.utf8.contains(UInt8(ascii: "-")) {
      self = .negative
    } else {
      return nil
    }
  }
}

extension MassSpectrum {
  /// An adduct as the field writes it: `M+H` of the positive mode becomes `[M+H]+`.
  static func adduct(_ text: String, _ polarity: Polarity?) -> String {
    let letters = text.utf8
    guard let polarity, letters.first == UInt8(ascii: "M") || letters.first?.isDigit == true,
      letters.contains(UInt8(ascii: "M")),
      letters.allSatisfy({ $0.isLetter || $0.isDigit || $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: "-") }),
      letters.last?.isLetter == true || letters.last?.isDigit == true
    else { return text }
    return "[\(text)]\(polarity == .positive ? "+" : "-")"
  }

  /// The level of `MS2`, `MS/MS`, `MS`, `3`, …
  static func level(_ text: String) -> Int? {
    switch text.uppercased() {
    case "MS": return 1
    case "MS/MS", "MSMS": return 2
    case let text:
      guard let level = Int(text.hasPrefix("MS") ? text.dropFirst(2) : text[...]), level > 0, level <= 20 else {
        return nil
      }
      return level
    }
  }

  /// Whether a text on an instrument or its source names electron ionisation: `EI` as a word, or in full.
  static func saysElectronIonization(_ text: String) -> Bool {
    var word: [UInt8] = []
    var previous = ""
    for byte in Array(text.utf8) + [0x20] {
      if byte.isLetter || byte.isDigit {
        word.append(byte & (byte.isLetter ? 0xdf : 0xff))
      } else if !word.isEmpty {
        let name = String(decoding: word, as: UTF8.self)
        if name == "EI" { return true }
        if previous == "ELECTRON", ["IONIZATION", "IONISATION", "IMPACT"].contains(name) { return true }
        previous = name
        word.removeAll(keepingCapacity: true)
      }
    }
    return false
  }
}
