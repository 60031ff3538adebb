extension Spectrum.Kind {
  /// The kind that a word or a column's name tells: a nucleus, `ei`, `msms`, `ms` and their usual spellings, beside words
  /// like `peaks` and `nmr`.
  /// - Returns: `nil` for anything else.
  public init?(spelling: String) {
    let words = spelling.lowercased().split { !$0.isLetter && !$0.isNumber }
      .filter { !["nmr", "peaks", "shifts"].contains($0) }
    switch words.joined() {
    case "ei", "eims", "msei", "gcms": self = .electronIonization
    case "msms", "ms2", "lcms", "tandemms": self = .tandemMass
    case "ms": self = .otherMass
    case let word:
      guard words.count == 1, word.contains(where: \.isNumber), let nucleus = NMRSpectrum.Nucleus(spelling: word),
        nucleus.isUsual
      else { return nil }
      self = .nmr(nucleus)
    }
  }
}

extension NMRSpectrum.Nucleus {
  /// Whether columns are named after it: others are too like other things.
  fileprivate var isUsual: Bool { ["1H", "2H", "11B", "13C", "15N", "17O", "19F", "29Si", "31P"].contains(rawValue) }
}
