/// Reads nodes into settings and gathers what is wrong with them.
struct SettingDecoder {
  private(set) var problems: [SettingProblem] = []

  mutating func report(_ origin: SettingOrigin, _ path: SettingPath, _ reason: String) {
    problems.append(SettingProblem(origin, path, reason))
  }

  mutating func decode<Value: Settings>(
    _ type: Value.Type, _ node: SettingNode?, at path: SettingPath, in parent: SettingOrigin
  ) -> DecodedSettings<Value> {
    let problemsBefore = problems.count
    let decoded = decode(Value(), Value.fields, node, at: path, in: parent)
    if problems.count == problemsBefore { validate(decoded.value, Self.section(node, in: parent), at: path) }
    return decoded
  }

  /// Nothing said, or null, counts as an empty mapping.
  private static func section(_ node: SettingNode?, in parent: SettingOrigin) -> SettingNode {
    node.flatMap { $0.isNull ? SettingNode(.mapping([]), origin: $0.origin) : $0 }
      ?? SettingNode(.mapping([]), origin: parent)
  }

  /// - Parameters:
  ///   - defaults: what holds where nothing is said.
  ///   - fields: what may be said.
  mutating func decode<Value: Sendable>(
    _ defaults: Value, _ fields: [SettingField<Value>], _ node: SettingNode?, at path: SettingPath,
    in parent: SettingOrigin
  ) -> DecodedSettings<Value> {
    var value = defaults
    let section = Self.section(node, in: parent)
    guard case .mapping(let entries) = section.content else {
      let names = fields.isEmpty ? "no keys" : "the keys \(fields.map(\.name).joined(separator: ", "))"
      report(section.origin, path, "found \(section.found), expected a mapping with \(names)")
      return DecodedSettings(value: value, resolved: section)
    }
    let known = Set(fields.map(\.name))
    for entry in entries where !known.contains(entry.key) {
      let reason =
        known.isEmpty ? "there are no settings here" : "no such key\(Spelling.hint(for: entry.key, in: known))"
      report(entry.origin, path + entry.key.quotedIfLong, reason)
    }
    let given = Dictionary(entries.map { ($0.key, $0.value) }) { first, _ in first }
    let resolved = fields.map { field in
      SettingEntry(
        field.name,
        field.decode(given[field.name], path + field.name, section.origin, &value, &self),
        origin: given[field.name]?.origin ?? .default)
    }
    return DecodedSettings(
      value: value, resolved: SettingNode(.mapping(resolved), origin: node == nil ? .default : section.origin))
  }

  private mutating func validate(_ value: some Settings, _ section: SettingNode, at path: SettingPath) {
    do {
      try value.validate()
    } catch let invalid as InvalidSetting {
      report(section.origin(of: invalid.path), path + invalid.path, invalid.reason)
    } catch {
      report(section.origin, path, "\(error)")
    }
  }
}

extension String {
  /// A key as part of a path, cut where a hostile file made it too long for a message.
  fileprivate var quotedIfLong: String { count > 60 ? "\(prefix(60))…" : self }
}
