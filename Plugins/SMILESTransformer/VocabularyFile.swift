internal import Foundation

/// JSON objects that map spellings to numbers.
enum VocabularyFile {
  /// The longest file of a tokenizer that is read, in bytes; those of large language models have a tenth.
  static let limit = 128 << 20
  static let numbers = 0...10_000_000

  /// The spellings by number; `nil` for numbers that no spelling has.
  static func spellings(_ json: JSONObject) throws -> [String?] {
    var spellings: [String?] = []
    for spelling in json.values.keys.sorted() {
      let number = try json.integer(spelling, in: numbers)
      // Room for the numbers of a vocabulary without gaps, and some more.
      guard number < 2 * json.values.count + 1000 else {
        throw json.invalid(spelling, "found \(number) in a vocabulary of \(json.values.count) tokens")
      }
      if number >= spellings.count { spellings += repeatElement(nil, count: number + 1 - spellings.count) }
      if let other = spellings[number] { throw json.invalid(spelling, "found \(number), the number of \(other)") }
      spellings[number] = spelling
    }
    return spellings
  }

  /// A JSON string.
  static func quoted(_ text: String) -> String {
    let escaped = text.unicodeScalars.map { scalar in
      scalar == "\"" || scalar == "\\"
        ? "\\\(scalar)"
        : scalar.value < 0x20 ? "\\u" + String(scalar.value + 0x10000, radix: 16).dropFirst() : "\(scalar)"
    }
    return "\"\(escaped.joined())\""
  }
}
