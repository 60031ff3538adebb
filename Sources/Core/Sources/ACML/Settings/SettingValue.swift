/// A type that a setting can have.
///
/// Conforming are `Int`, `Double`, `Float`, `Bool`, `String`, ``FileReference``, and optionals and arrays of settings.
/// An enumeration backed by strings conforms by saying so:
/// `enum Pooling: String, CaseIterable, SettingValue { case sum, mean }`.
public protocol SettingValue: Sendable {
  /// How the type is called in tables and messages.
  static var kind: SettingKind { get }

  /// Reads a value.
  /// - Throws: ``SettingMismatch`` when the node holds something else.
  init(setting node: SettingNode) throws(SettingMismatch)

  /// What would be written to get this value.
  var setting: SettingNode.Content { get }
}

/// How a type of setting is called.
public struct SettingKind: Sendable, Equatable {
  /// In tables: `integer`.
  public let name: String
  /// In messages, after "expected": `a whole number`.
  public let expectation: String
  /// Every word allowed, where the type is a choice among words.
  public let choices: [String]

  public init(name: String, expectation: String, choices: [String] = []) {
    self.name = name
    self.expectation = expectation
    self.choices = choices
  }
}

/// A node that isn't of the type that a setting has.
public struct SettingMismatch: Error {
  /// Where it stands, relative to the setting: empty, or the position in a list.
  public var path: SettingPath
  public let origin: SettingOrigin
  /// What was found and what would be right.
  public let reason: String

  public init(_ node: SettingNode, expected: SettingKind, hint: String = "") {
    path = .root
    origin = node.origin
    reason = "found \(node.found), expected \(expected.expectation)\(hint)"
  }
}

extension SettingNode {
  /// The value that a scalar holds, or a mismatch.
  fileprivate func scalar<Value>(
    as kind: SettingKind, _ read: (SettingScalar) -> Value?
  ) throws(SettingMismatch) -> Value {
    guard case .scalar(let scalar) = content, let value = read(scalar) else {
      throw SettingMismatch(self, expected: kind)
    }
    return value
  }
}

extension Int: SettingValue {
  public static var kind: SettingKind { SettingKind(name: "integer", expectation: "a whole number") }
  public init(setting node: SettingNode) throws(SettingMismatch) { self = try node.scalar(as: Self.kind, \.integer) }
  public var setting: SettingNode.Content { .scalar(SettingScalar(String(self))) }
}

extension Double: SettingValue {
  public static var kind: SettingKind { SettingKind(name: "number", expectation: "a number") }
  public init(setting node: SettingNode) throws(SettingMismatch) {
    self = try node.scalar(as: Self.kind) { $0.number(as: Double.self) }
  }
  public var setting: SettingNode.Content { .scalar(SettingScalar(String(describing: self))) }
}

extension Float: SettingValue {
  public static var kind: SettingKind { Double.kind }
  public init(setting node: SettingNode) throws(SettingMismatch) {
    self = try node.scalar(as: Self.kind) { $0.number(as: Float.self) }
  }
  public var setting: SettingNode.Content { .scalar(SettingScalar(String(describing: self))) }
}

extension Bool: SettingValue {
  public static var kind: SettingKind { SettingKind(name: "boolean", expectation: "true or false") }
  public init(setting node: SettingNode) throws(SettingMismatch) { self = try node.scalar(as: Self.kind, \.boolean) }
  public var setting: SettingNode.Content { .scalar(SettingScalar(self ? "true" : "false")) }
}

/// Any single value but null is text, as written: a column may be called `1`, and `on` is no truth value.
extension String: SettingValue {
  public static var kind: SettingKind { SettingKind(name: "text", expectation: "text") }
  public init(setting node: SettingNode) throws(SettingMismatch) {
    self = try node.scalar(as: Self.kind) { $0.kind == .null ? nil : $0.text }
  }
  public var setting: SettingNode.Content { .scalar(SettingScalar(self, isQuoted: true)) }
}

extension SettingValue where Self: RawRepresentable & CaseIterable, RawValue == String {
  public static var kind: SettingKind {
    let words = allCases.map(\.rawValue)
    return SettingKind(name: "choice", expectation: "one of \(words.joined(separator: ", "))", choices: words)
  }

  public init(setting node: SettingNode) throws(SettingMismatch) {
    guard let word = node.text, let value = Self(rawValue: word) else {
      throw SettingMismatch(
        node, expected: Self.kind, hint: Spelling.hint(for: node.text ?? "", in: Self.kind.choices))
    }
    self = value
  }

  public var setting: SettingNode.Content { .scalar(SettingScalar(rawValue, isQuoted: true)) }
}

/// `nil` is written `null`.
extension Optional: SettingValue where Wrapped: SettingValue {
  public static var kind: SettingKind {
    SettingKind(
      name: "\(Wrapped.kind.name) or null", expectation: "\(Wrapped.kind.expectation) or null",
      choices: Wrapped.kind.choices)
  }

  public init(setting node: SettingNode) throws(SettingMismatch) {
    self = node.isNull ? nil : try Wrapped(setting: node)
  }

  public var setting: SettingNode.Content { self?.setting ?? .scalar(.null) }
}

/// A list of one may be written as its element alone.
extension Array: SettingValue where Element: SettingValue {
  public static var kind: SettingKind {
    SettingKind(
      name: "list of \(Element.kind.name)", expectation: "a list, each element \(Element.kind.expectation)",
      choices: Element.kind.choices)
  }

  public init(setting node: SettingNode) throws(SettingMismatch) {
    switch node.content {
    case .scalar where !node.isNull: self = [try Element(setting: node)]
    case .sequence(let nodes):
      self = []
      for (position, element) in nodes.enumerated() {
        do { append(try Element(setting: element)) } catch {
          var mismatch = error
          mismatch.path = SettingPath([String(position)]) + error.path
          throw mismatch
        }
      }
    default: throw SettingMismatch(node, expected: Self.kind)
    }
  }

  public var setting: SettingNode.Content { .sequence(map { SettingNode($0.setting) }) }
}
