/// The way from the root of a configuration to one of its settings, written with dots: `pairs.0.projection.dimensions`.
public struct SettingPath: Sendable, Hashable, CustomStringConvertible, ExpressibleByStringLiteral {
  /// Keys, and positions in lists counted from 0.
  public var components: [String]

  public init(_ components: [String] = []) { self.components = components }

  /// Reads the dotted form; the empty text is the root.
  public init(dotted text: String) {
    components = text.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    if text.isEmpty { components = [] }
  }

  public init(stringLiteral value: String) { self.init(dotted: value) }

  /// The root of a configuration.
  public static let root = SettingPath()

  public var description: String { components.joined(separator: ".") }

  public static func + (path: SettingPath, component: String) -> SettingPath {
    SettingPath(path.components + [component])
  }

  public static func + (path: SettingPath, component: Int) -> SettingPath { path + String(component) }

  public static func + (path: SettingPath, rest: SettingPath) -> SettingPath {
    SettingPath(path.components + rest.components)
  }
}
