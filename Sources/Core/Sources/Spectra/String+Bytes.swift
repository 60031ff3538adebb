extension String {
  /// The text of bytes: UTF-8, or Latin-1 where they are no UTF-8.
  init(text bytes: ArraySlice<UInt8>) {
    // Almost all text is ASCII, of which nothing needs to be validated.
    if bytes.allSatisfy({ $0 < 0x80 }) {
      self = String(decoding: bytes, as: UTF8.self)
    } else {
      self =
        String(validating: bytes, as: UTF8.self) ?? String(String.UnicodeScalarView(bytes.map { Unicode.Scalar($0) }))
    }
  }

  /// For a message: in quotes and not too long.
  var quoted: String { "'\(count > 40 ? prefix(39) + "…" : self[...])'" }
}

extension [UInt8] {
  /// The part of a range without blanks and tabs at both ends.
  func trimmed(_ range: Range<Int>) -> ArraySlice<UInt8> {
    var (start, end) = (range.lowerBound, range.upperBound)
    while start < end, self[start].isBlank { start += 1 }
    while start < end, self[end - 1].isBlank { end -= 1 }
    return self[start..<end]
  }

  /// Whether there is nothing but blanks and tabs.
  var isBlank: Bool { allSatisfy(\.isBlank) }
}

extension UInt8 {
  /// Blank or tab.
  var isBlank: Bool { self == 0x20 || self == 0x09 }
  /// An ASCII digit.
  var isDigit: Bool { self >= 0x30 && self <= 0x39 }
  /// An ASCII letter.
  var isLetter: Bool { self | 0x20 >= 0x61 && self | 0x20 <= 0x7a }
}
