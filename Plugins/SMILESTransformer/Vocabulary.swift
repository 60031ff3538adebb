internal import Foundation

/// The tokens of a tokenizer, by number and by spelling.
struct Vocabulary {
  /// By number; `nil` for numbers that no token has.
  private(set) var spellings: [String?]
  private(set) var numbers: [String: Int32] = [:]

  /// Of a JSON object, and of tokens beside it, which may have numbers of their own.
  init(_ json: JSONObject, added: [(spelling: String, number: Int)]) throws {
    spellings = try VocabularyFile.spellings(json)
    for (number, spelling) in spellings.enumerated() {
      if let spelling { numbers[spelling] = Int32(number) }
    }
    for (spelling, number) in added {
      guard !spelling.isEmpty, number < spellings.count + 1000 else {
        throw SMILESTransformerError.invalid(
          file: json.file, key: "added_tokens", reason: "found \(spelling.shortened) as token \(number)")
      }
      if number >= spellings.count { spellings += repeatElement(nil, count: number + 1 - spellings.count) }
      spellings[number] = spelling
      numbers[spelling] = Int32(number)
    }
  }

  /// Of a file with one token a line, numbered from 0; of equal ones the last counts.
  init(lines: Data, file: String) throws {
    var lines = lines.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map { line in
      String(decoding: line.last == UInt8(ascii: "\r") ? line.dropLast() : line, as: UTF8.self)
    }
    if lines.last?.isEmpty == true { lines.removeLast() }
    guard lines.count <= VocabularyFile.numbers.upperBound else {
      throw SMILESTransformerError.invalid(
        file: file, key: nil, reason: "\(lines.count) lines; more than any vocabulary")
    }
    spellings = lines
    for (number, line) in lines.enumerated() { numbers[line] = Int32(number) }
  }

  /// The tokens that begin and end a sequence.
  func frame(_ start: String, _ end: String, file: String) throws -> (start: [Int32], end: [Int32]) {
    guard let first = numbers[start], let last = numbers[end] else {
      throw SMILESTransformerError.invalid(
        file: file, key: nil, reason: "expected the tokens \(start) and \(end), which begin and end a sequence")
    }
    return ([first], [last])
  }
}

/// Tokens that are found in a text before it is cut into words, such as `<mask>`.
struct AddedTokens: Sendable {
  private let tokens: [(scalars: [Unicode.Scalar], token: Int32)]

  enum Piece {
    case text(ArraySlice<Unicode.Scalar>)
    case token(Int32)
  }

  init(_ tokens: [(spelling: String, number: Int)]) {
    self.tokens = tokens.map { (Array($0.spelling.unicodeScalars), Int32($0.number)) }
  }

  /// The text between added tokens, and these: of several that begin at a place, the longest.
  func pieces(of text: String) -> [Piece] {
    let scalars = Array(text.unicodeScalars)
    var pieces: [Piece] = []
    var (start, position) = (0, 0)
    while position < scalars.count {
      var found: (length: Int, token: Int32)?
      for added in tokens
      where added.scalars.first == scalars[position] && added.scalars.count > found?.length ?? 0
        && scalars[position...].starts(with: added.scalars)
      {
        found = (added.scalars.count, added.token)
      }
      guard let found else {
        position += 1
        continue
      }
      if start < position { pieces.append(.text(scalars[start..<position])) }
      pieces.append(.token(found.token))
      position += found.length
      start = position
    }
    if start < scalars.count { pieces.append(.text(scalars[start...])) }
    return pieces
  }
}
