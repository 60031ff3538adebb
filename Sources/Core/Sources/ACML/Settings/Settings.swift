/// Settings as a typed value with one source of truth: the default of each is what `init()` leaves, its type comes from
/// its key path, and ``fields`` adds the name, the range and the help.
///
/// ```swift
/// struct GINSettings: Settings {
///   var layers = 5
///   var pooling = Pooling.mean
///
///   static let fields: [SettingField<Self>] = [
///     .init("layers", \.layers, in: 1...64, "number of message-passing layers"),
///     .init("pooling", \.pooling, "how atom states become one vector"),
///   ]
/// }
/// ```
public protocol Settings: Sendable {
  init()

  /// In the order in which they are listed and written.
  static var fields: [SettingField<Self>] { get }

  /// Checks what no single field can: called when every field is right by itself.
  /// - Throws: ``InvalidSetting``.
  func validate() throws
}

extension Settings {
  public func validate() throws {}

  /// Reads settings from a configuration.
  /// - Parameters:
  ///   - node: a mapping; `nil` or null count as an empty one.
  ///   - path: where in the configuration the node stands, for messages.
  ///   - parent: the place to name when a required setting is missing and there is no node.
  /// - Throws: ``InvalidConfiguration`` with every problem found.
  public static func decode(
    _ node: SettingNode?, at path: SettingPath = .root, in parent: SettingOrigin = .default
  ) throws(InvalidConfiguration) -> DecodedSettings<Self> {
    var decoder = SettingDecoder()
    let decoded = decoder.decode(Self.self, node, at: path, in: parent)
    if !decoder.problems.isEmpty { throw InvalidConfiguration(decoder.problems) }
    return decoded
  }

  /// These settings in full, as they would be written: itself a valid input.
  public var node: SettingNode {
    SettingNode(.mapping(Self.fields.map { SettingEntry($0.name, $0.encode(self)) }))
  }
}

/// Settings that were read, and the same with every value written out beside where it came from.
public struct DecodedSettings<Value: Sendable>: Sendable {
  public let value: Value
  /// Every field, in the order of the schema: what was said with its place, the rest with ``SettingOrigin/default``.
  public let resolved: SettingNode
}

/// Settings for what has none.
public struct NoSettings: Settings {
  public static let fields: [SettingField<Self>] = []
  public init() {}
}
