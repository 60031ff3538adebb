internal import Foundation

/// What a tokenizer does to a text before it cuts it into words.
struct TextNormalization: Equatable, Sendable {
  private enum Step: Equatable, Sendable {
    /// No control characters; one kind of blank.
    case clean
    /// Blanks around Chinese characters.
    case isolateIdeographs
    case stripAccents
    case lowercase
  }

  private var steps: [Step] = []

  static let none = TextNormalization()

  /// BERT's (`BasicTokenizer` of its code, `BertNormalizer` of Hugging Face's tokenizers).
  /// - Parameter stripsAccents: `nil` for where letters are made small.
  static func bert(
    lowercase: Bool, cleans: Bool = true, stripsAccents: Bool? = nil, isolatesIdeographs: Bool = true
  ) -> TextNormalization {
    let steps: [(Step, Bool)] = [
      (.clean, cleans), (.isolateIdeographs, isolatesIdeographs), (.stripAccents, stripsAccents ?? lowercase),
      (.lowercase, lowercase),
    ]
    return TextNormalization(steps: steps.filter(\.1).map(\.0))
  }

  private init(steps: [Step] = []) { self.steps = steps }

  /// The `normalizer` of a `tokenizer.json`.
  init(_ json: JSONObject?) throws {
    guard let json else { return }
    try json.require("type", oneOf: ["BertNormalizer", "Lowercase", "Sequence"], canBeAbsent: false)
    switch try json.text("type") {
    case "BertNormalizer":
      self = .bert(
        lowercase: try json.flag("lowercase", default: true), cleans: try json.flag("clean_text", default: true),
        stripsAccents: json.has("strip_accents") ? try json.flag("strip_accents", default: false) : nil,
        isolatesIdeographs: try json.flag("handle_chinese_chars", default: true))
    case "Lowercase": steps = [.lowercase]
    default:
      for part in try json.objects("normalizers") {
        try part.require("type", oneOf: ["BertNormalizer", "Lowercase"], canBeAbsent: false)
        steps += try TextNormalization(part).steps
      }
    }
  }

  func applied(to text: String) -> String { steps.reduce(text) { Self.apply($1, to: $0) } }

  private static func apply(_ step: Step, to text: String) -> String {
    switch step {
    case .lowercase:
      return text.unicodeScalars.map(\.properties.lowercaseMapping).joined()
    case .stripAccents:
      let scalars = text.decomposedStringWithCanonicalMapping.unicodeScalars.filter {
        $0.properties.generalCategory != .nonspacingMark
      }
      return String(String.UnicodeScalarView(scalars))
    case .clean:
      let scalars = text.unicodeScalars.compactMap { scalar -> Unicode.Scalar? in
        if scalar == "\t" || scalar == "\n" || scalar == "\r" || scalar.properties.isWhitespace { return " " }
        switch scalar.properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned: return nil
        default: return scalar == "\u{fffd}" ? nil : scalar
        }
      }
      return String(String.UnicodeScalarView(scalars))
    case .isolateIdeographs:
      var result = String.UnicodeScalarView()
      for scalar in text.unicodeScalars {
        let isIdeograph = ideographs.contains { $0.contains(scalar.value) }
        if isIdeograph { result.append(" ") }
        result.append(scalar)
        if isIdeograph { result.append(" ") }
      }
      return String(result)
    }
  }

  /// The blocks that BERT's code counts as Chinese characters.
  private static let ideographs: [ClosedRange<UInt32>] = [
    0x4e00...0x9fff, 0x3400...0x4dbf, 0x20000...0x2a6df, 0x2a700...0x2b73f, 0x2b740...0x2b81f, 0x2b820...0x2ceaf,
    0xf900...0xfaff, 0x2f800...0x2fa1f,
  ]
}
