/// A piece of a configuration before it has a type: a value, a list or a mapping, each with where it comes from.
///
/// Equality compares what is said, not where.
public struct SettingNode: Sendable, Equatable {
  public indirect enum Content: Sendable, Equatable {
    case scalar(SettingScalar)
    case sequence([SettingNode])
    case mapping([SettingEntry])
  }

  public var content: Content
  public var origin: SettingOrigin

  public init(_ content: Content, origin: SettingOrigin = .default) {
    self.content = content
    self.origin = origin
  }

  /// Nothing said: a mapping without entries.
  public static let empty = SettingNode(.mapping([]))

  public static func == (left: SettingNode, right: SettingNode) -> Bool { left.content == right.content }

  /// Whether this is YAML's null.
  public var isNull: Bool {
    if case .scalar(let scalar) = content { scalar.kind == .null } else { false }
  }

  /// Entries of a mapping; empty for everything else.
  public var entries: [SettingEntry] {
    if case .mapping(let entries) = content { entries } else { [] }
  }

  /// Elements of a list; empty for everything else.
  public var elements: [SettingNode] {
    if case .sequence(let elements) = content { elements } else { [] }
  }

  /// The text of a scalar.
  public var text: String? {
    if case .scalar(let scalar) = content { scalar.text } else { nil }
  }

  /// The node under a key, or at a position of a list.
  public subscript(component: String) -> SettingNode? {
    switch content {
    case .scalar: nil
    case .sequence(let elements): Int(component).flatMap { elements.indices.contains($0) ? elements[$0] : nil }
    case .mapping(let entries): entries.first { $0.key == component }?.value
    }
  }

  /// The node at the end of a path.
  public subscript(path path: SettingPath) -> SettingNode? {
    path.components.reduce(self as SettingNode?) { $0?[$1] }
  }

  /// The place of a path, or of the nearest part of it that exists.
  public func origin(of path: SettingPath) -> SettingOrigin {
    var node = self
    for component in path.components {
      guard let next = node[component] else { break }
      node = next
    }
    return node.origin
  }

  /// A copy with everything in it coming from one place.
  public func from(_ origin: SettingOrigin) -> SettingNode {
    var copy = self
    copy.origin = origin
    switch content {
    case .scalar: break
    case .sequence(let elements): copy.content = .sequence(elements.map { $0.from(origin) })
    case .mapping(let entries):
      copy.content = .mapping(entries.map { SettingEntry($0.key, $0.value.from(origin), origin: origin) })
    }
    return copy
  }

  /// What was found, for a message: a short quotation or the kind of thing.
  var found: String {
    switch content {
    case .scalar(let scalar) where scalar.kind == .null: "nothing"
    case .scalar(let scalar): scalar.text.quoted
    case .sequence: "a list"
    case .mapping: "a mapping"
    }
  }
}

/// One line of a mapping.
public struct SettingEntry: Sendable, Equatable {
  public let key: String
  /// Where the key stands.
  public let origin: SettingOrigin
  public var value: SettingNode

  public init(_ key: String, _ value: SettingNode, origin: SettingOrigin = .default) {
    self.key = key
    self.origin = origin
    self.value = value
  }

  public static func == (left: SettingEntry, right: SettingEntry) -> Bool {
    left.key == right.key && left.value == right.value
  }
}

extension String {
  /// The text between backticks, on one line and cut where it is too long for a message.
  var quoted: String {
    let line = prefix(60).map { $0.isNewline ? " " : String($0) }.joined()
    return utf8.count > line.utf8.count && count > 60 ? "`\(line)…`" : "`\(line)`"
  }
}
