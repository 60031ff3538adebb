/// How much a configuration may hold. Beyond lies no honest configuration, but a file that would fill the memory or
/// the stack.
public struct YAMLLimits: Sendable {
  /// Mappings and lists inside each other.
  public var depth = 64
  /// Values, lists and mappings, aliases counted in full each time they are used.
  public var nodes = 100_000
  public var bytes = 4 << 20
  /// Letters of a key; libyaml itself reads longer ones, but can't write them as `key: value`.
  public var keyLength = 256

  public init() {}

  public static let standard = YAMLLimits()
}
