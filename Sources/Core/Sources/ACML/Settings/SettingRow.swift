/// A setting as a line of a table.
public struct SettingRow: Sendable, Equatable {
  /// Dotted; `[]` stands for every element of a list.
  public let path: String
  public let type: String
  /// As it would be written; `nil` where there is none and the setting must be given.
  public let defaultValue: String?
  /// The range, or the words to choose from.
  public let allowed: String?
  public let help: String
}

extension Settings {
  /// The schema as a table, in the order of the fields.
  public static var rows: [SettingRow] { rows("", Self()) }

  static func rows(_ prefix: String, _ defaults: Self) -> [SettingRow] { fields.flatMap { $0.rows(prefix, defaults) } }
}

extension SettingScalar {
  /// The scalar as it would be written in YAML: in quotes only where it could be taken for something else without.
  public var inline: String {
    guard kind == .text else { return text.isEmpty ? "null" : text }
    return canStandPlain ? text : "\"\(text.unicodeScalars.map(\.escaped).joined())\""
  }

  /// Stricter than YAML demands, so that the rules stay few: no indicator at the start, none that ends a plain scalar.
  private var canStandPlain: Bool {
    guard SettingScalar(text).kind == .text, let first = text.first, let last = text.last else { return false }
    let startsSafely = first.isLetter || first.isNumber || "_/".contains(first)
    return (startsSafely || text.hasPrefix("./") || text.hasPrefix("../")) && last != ":" && last != " "
      && !text.contains(": ") && !text.contains(" #")
      && text.unicodeScalars.allSatisfy { $0.isWritable && !"[]{},".unicodeScalars.contains($0) }
  }
}

extension Unicode.Scalar {
  /// Printable in YAML, and on one line.
  fileprivate var isWritable: Bool {
    switch value {
    case 0x20...0x7E, 0xA0...0x2027, 0x202A...0xD7FF, 0xE000...0xFEFE, 0xFF00...0xFFFD, 0x10000...0x10FFFF: true
    default: false
    }
  }

  /// As it stands in double quotes.
  fileprivate var escaped: String {
    switch self {
    case "\"": "\\\""
    case "\\": "\\\\"
    case "\n": "\\n"
    case "\r": "\\r"
    case "\t": "\\t"
    case _ where isWritable: String(self)
    default:
      value > 0xFFFF
        ? "\\U" + String(repeating: "0", count: 8 - String(value, radix: 16).count) + String(value, radix: 16)
        : "\\u" + String(repeating: "0", count: 4 - String(value, radix: 16).count) + String(value, radix: 16)
    }
  }
}

extension SettingNode {
  /// The node on one line, in YAML's flow style.
  public var inline: String {
    switch content {
    case .scalar(let scalar): scalar.inline
    case .sequence(let elements): "[\(elements.map(\.inline).joined(separator: ", "))]"
    case .mapping(let entries):
      "{\(entries.map { "\(SettingScalar($0.key, isQuoted: true).inline): \($0.value.inline)" }.joined(separator: ", "))}"
    }
  }
}
