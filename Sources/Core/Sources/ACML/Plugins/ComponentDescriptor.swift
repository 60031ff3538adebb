/// What plugins provide.
public enum ComponentKind: String, Sendable, CaseIterable, CustomStringConvertible {
  case graphEncoder = "graph encoder"
  case modality
  case modalityEncoder = "modality encoder"
  case objective

  public var description: String { rawValue }
}

/// Where a component was registered.
public enum ComponentSource: Sendable, Hashable, CustomStringConvertible {
  /// Linked into the program.
  case program
  /// A shared library found while the program ran.
  case plugin(path: String)

  public var description: String {
    switch self {
    case .program: "the program"
    case .plugin(let path): path
    }
  }
}

/// What can be known of a component without building it.
public struct ComponentDescriptor: Sendable {
  public let kind: ComponentKind
  /// As it stands in configurations: `gin`.
  public let id: String
  public let summary: String
  public let source: ComponentSource
  public let settings: SettingsSchema
}

/// The settings of a component, without their type.
public struct SettingsSchema: Sendable {
  /// The table of settings.
  public let rows: [SettingRow]
  private let resolve: @Sendable (SettingNode?, SettingPath, SettingOrigin) throws(InvalidConfiguration) -> SettingNode

  /// - Parameter defaults: what holds where nothing is said.
  init<Root: Sendable>(_ fields: [SettingField<Root>], defaults: Root) {
    rows = fields.flatMap { $0.rows("", defaults) }
    resolve = { node, path, parent throws(InvalidConfiguration) in
      var decoder = SettingDecoder()
      let decoded = decoder.decode(defaults, fields, node, at: path, in: parent)
      if !decoder.problems.isEmpty { throw InvalidConfiguration(decoder.problems) }
      return decoded.resolved
    }
  }

  init<Value: Settings>(_ type: Value.Type) {
    rows = Value.rows
    resolve = { node, path, parent throws(InvalidConfiguration) in
      try Value.decode(node, at: path, in: parent).resolved
    }
  }

  /// Checks settings and writes them out in full.
  /// - Parameters:
  ///   - node: `nil` for nothing said.
  ///   - path: where in the configuration the node stands, for messages.
  ///   - parent: the place to name when a required setting is missing and there is no node.
  public func resolve(
    _ node: SettingNode?, at path: SettingPath = .root, in parent: SettingOrigin = .default
  ) throws(InvalidConfiguration) -> SettingNode {
    try resolve(node, path, parent)
  }
}
