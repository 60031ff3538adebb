/// The comment of an MSP record, where it is a list of pairs as MoNA and NIST write it.
enum MSPComment {
  /// The pairs of `"key=value" "key=value"`, `key="value" key="value"` and `key=value; key=value`.
  /// - Parameter key: what quoted words that are no pair are filed under.
  /// - Returns: `nil` for free text.
  static func pairs(of text: String, key: String) -> [SpectrumRecord.Field]? {
    let quote = UInt8(ascii: "\"")
    let bytes = Array(text.utf8)
    var pairs: [SpectrumRecord.Field] = []
    var place = 0
    while true {
      while place < bytes.count, bytes[place].isBlank { place += 1 }
      guard place < bytes.count else { return pairs }
      if bytes[place] == quote {
        // Quotes may stand inside, too, so that only one with another behind it, or none, ends the pair.
        guard let end = closingQuote(bytes, from: place + 1, before: quote) else { return nil }
        pairs.append(
          pair(bytes[(place + 1)..<end]) ?? SpectrumRecord.Field(key, String(text: bytes[(place + 1)..<end])))
        place = end + 1
      } else {
        let start = place
        while place < bytes.count, !bytes[place].isBlank, bytes[place] != quote { place += 1 }
        if place < bytes.count, bytes[place] == quote, place > start, bytes[place - 1] == UInt8(ascii: "=") {
          guard let end = closingQuote(bytes, from: place + 1, before: nil) else { return nil }
          let name = String(text: bytes[start..<(place - 1)])
          if name.isEmpty { return nil }
          pairs.append(SpectrumRecord.Field(name, String(text: bytes[(place + 1)..<end])))
          place = end + 1
        } else {
          while place < bytes.count, !bytes[place].isBlank { place += 1 }
          let word = bytes[start..<place]
          if let pair = pair(word.last == UInt8(ascii: ";") ? word.dropLast() : word) {
            pairs.append(pair)
          } else if start == 0, place == bytes.count {
            pairs.append(SpectrumRecord.Field(key, text))
          } else {
            return nil
          }
        }
      }
    }
  }

  /// - Parameter next: the byte that must follow the blanks behind it; `nil`: any.
  private static func closingQuote(_ bytes: [UInt8], from start: Int, before next: UInt8?) -> Int? {
    var place = start
    while place < bytes.count {
      if bytes[place] == UInt8(ascii: "\"") {
        let rest = bytes[(place + 1)...].drop(while: \.isBlank)
        if rest.isEmpty || rest.startIndex > place + 1 && (next == nil || rest.first == next) { return place }
      }
      place += 1
    }
    return nil
  }

  private static func pair(_ bytes: ArraySlice<UInt8>) -> SpectrumRecord.Field? {
    guard let equals = bytes.firstIndex(of: UInt8(ascii: "=")), equals > bytes.startIndex else { return nil }
    return SpectrumRecord.Field(String(text: bytes[..<equals]), String(text: bytes[(equals + 1)...]))
  }
}
