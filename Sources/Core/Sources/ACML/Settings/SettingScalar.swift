/// A single value as it was written: its text, and whether it stood in quotes.
///
/// What an unquoted text means follows the core schema of YAML 1.2.2 (section 10.3): `on`, `no` and `1_000` are text.
public struct SettingScalar: Sendable {
  public let text: String
  public let isQuoted: Bool

  public init(_ text: String, isQuoted: Bool = false) {
    self.text = text
    self.isQuoted = isQuoted
  }

  public static let null = SettingScalar("null")

  /// What the core schema takes the scalar for.
  public enum Kind: Sendable { case null, boolean, integer, number, text }

  public var kind: Kind {
    if isQuoted { return .text }
    switch text {
    case "", "~", "null", "Null", "NULL": return .null
    case "true", "True", "TRUE", "false", "False", "FALSE": return .boolean
    default: break
    }
    if Self.isInteger(text.utf8) { return .integer }
    return Self.isNumber(text.utf8) ? .number : .text
  }

  /// The truth value, where this is one.
  public var boolean: Bool? { kind == .boolean ? text.utf8.count == 4 : nil }

  /// The whole number, where this is one that fits: decimal, `0o17` or `0x1F`.
  public var integer: Int? {
    guard kind == .integer else { return nil }
    if text.hasPrefix("0x") { return Int(text.dropFirst(2), radix: 16) }
    if text.hasPrefix("0o") { return Int(text.dropFirst(2), radix: 8) }
    return Int(text)
  }

  /// The finite number, where this is one; whole numbers count.
  public func number<Value: BinaryFloatingPoint & LosslessStringConvertible>(as type: Value.Type) -> Value? {
    switch kind {
    case .integer where text.hasPrefix("0x") || text.hasPrefix("0o"): return integer.map { Value($0) }
    case .integer, .number: return Value(text).flatMap { $0.isFinite ? $0 : nil }
    default: return nil
    }
  }

  /// `[-+]?[0-9]+ | 0o[0-7]+ | 0x[0-9a-fA-F]+`
  private static func isInteger(_ text: String.UTF8View) -> Bool {
    var rest = text[...]
    if rest.starts(with: "0x".utf8) { return isRun(rest.dropFirst(2)) { Character(Unicode.Scalar($0)).isHexDigit } }
    if rest.starts(with: "0o".utf8) { return isRun(rest.dropFirst(2)) { (0x30...0x37).contains($0) } }
    if let sign = rest.first, sign == 0x2B || sign == 0x2D { rest = rest.dropFirst() }
    return isRun(rest, of: isDigit)
  }

  /// `[-+]?( \.[0-9]+ | [0-9]+(\.[0-9]*)? )([eE][-+]?[0-9]+)?`. Infinity and NaN are no settings and count as text.
  private static func isNumber(_ text: String.UTF8View) -> Bool {
    var rest = text[...]
    if let sign = rest.first, sign == 0x2B || sign == 0x2D { rest = rest.dropFirst() }
    let whole = rest.prefix(while: isDigit)
    rest = rest.dropFirst(whole.count)
    if rest.first == UInt8(ascii: ".") {
      rest = rest.dropFirst()
      let fraction = rest.prefix(while: isDigit)
      guard !whole.isEmpty || !fraction.isEmpty else { return false }
      rest = rest.dropFirst(fraction.count)
    } else if whole.isEmpty {
      return false
    }
    guard let mark = rest.first else { return true }
    guard mark == UInt8(ascii: "e") || mark == UInt8(ascii: "E") else { return false }
    rest = rest.dropFirst()
    if let sign = rest.first, sign == 0x2B || sign == 0x2D { rest = rest.dropFirst() }
    return isRun(rest, of: isDigit)
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

  private static func isRun(_ text: Substring.UTF8View, of belongs: (UInt8) -> Bool) -> Bool {
    !text.isEmpty && text.allSatisfy(belongs)
  }
}

extension SettingScalar: Equatable {
  /// Quotes that change no meaning don't count.
  public static func == (left: SettingScalar, right: SettingScalar) -> Bool {
    left.text == right.text && left.kind == right.kind
  }
}
