extension NMRSpectrum.Nucleus {
  /// The nucleus that a text names, in any of the usual spellings: `13C`, `^13C`, `<13C>`, `C13`, `13c`.
  /// - Returns: `nil` for anything else.
  init?(spelling: some StringProtocol) {
    let word = String(spelling).filter { !" ^<>\t_-".contains($0) }
    guard word.utf8.count <= 5 else { return nil }
    let digits = word.filter { $0.isASCII && $0.isNumber }
    let letters = word.filter { $0.isASCII && $0.isLetter }
    guard (1...3).contains(digits.count), (1...2).contains(letters.count),
      word == digits + letters || word == letters + digits, digits.first != "0"
    else { return nil }
    self.init(rawValue: digits + letters.prefix(1).uppercased() + letters.dropFirst().lowercased())
  }
}
