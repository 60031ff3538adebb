/// One line of a settings schema: the name that stands in configurations, the property behind it, and what to know
/// about it.
public struct SettingField<Root>: Sendable {
  /// The key in configurations: the property's own name.
  public let name: String

  typealias Decode =
    @Sendable (
      _ node: SettingNode?, _ path: SettingPath, _ parent: SettingOrigin, _ root: inout Root,
      _ decoder: inout SettingDecoder
    ) -> SettingNode

  /// Stores what the node says and returns the node in full.
  let decode: Decode
  let encode: @Sendable (Root) -> SettingNode
  /// Rows of the table of settings, given the dotted path before the name and the defaults.
  let rows: @Sendable (_ prefix: String, _ defaults: Root) -> [SettingRow]

  /// What is wrong with the field's default: a slip of the schema's author.
  let fault: @Sendable (_ defaults: Root) -> String?

  init(
    _ name: String, decode: @escaping Decode, encode: @escaping @Sendable (Root) -> SettingNode,
    rows: @escaping @Sendable (_ prefix: String, _ defaults: Root) -> [SettingRow],
    fault: @escaping @Sendable (_ defaults: Root) -> String? = { _ in nil }
  ) {
    self.name = name
    self.decode = decode
    self.encode = encode
    self.rows = rows
    self.fault = fault
  }
}

extension SettingField {
  /// A single value.
  public init<Value: SettingValue>(
    _ name: String, _ property: any WritableKeyPath<Root, Value> & Sendable, _ help: String
  ) {
    self.init(name, property, isRequired: false, range: nil, help: help) { _ in true }
  }

  /// A number, or several, that must lie in a range.
  public init<Value: RangedSettingValue>(
    _ name: String, _ property: any WritableKeyPath<Root, Value> & Sendable,
    in range: some SettingRange<Value.Bound>, _ help: String
  ) {
    self.init(name, property, isRequired: false, range: range.phrase, help: help) {
      $0.numbers.allSatisfy(range.contains)
    }
  }

  /// A single value that every configuration must give; what `init()` leaves is never used.
  public static func required<Value: SettingValue>(
    _ name: String, _ property: any WritableKeyPath<Root, Value> & Sendable, _ help: String
  ) -> Self {
    self.init(name, property, isRequired: true, range: nil, help: help) { _ in true }
  }

  /// A number that every configuration must give, in a range.
  public static func required<Value: RangedSettingValue>(
    _ name: String, _ property: any WritableKeyPath<Root, Value> & Sendable,
    in range: some SettingRange<Value.Bound>, _ help: String
  ) -> Self {
    self.init(name, property, isRequired: true, range: range.phrase, help: help) {
      $0.numbers.allSatisfy(range.contains)
    }
  }

  private init<Value: SettingValue>(
    _ name: String, _ property: any WritableKeyPath<Root, Value> & Sendable, isRequired: Bool, range: String?,
    help: String, allows: @escaping @Sendable (Value) -> Bool
  ) {
    self.init(
      name,
      decode: { node, path, parent, root, decoder in
        guard let node else {
          if isRequired { decoder.report(parent, path, "missing; expected \(Value.kind.expectation): \(help)") }
          return SettingNode(root[keyPath: property].setting)
        }
        do {
          let value = try Value(setting: node)
          root[keyPath: property] = value
          if !allows(value) {
            let expectation = [Value.kind.expectation, range].compactMap { $0 }.joined(separator: " ")
            decoder.report(node.origin, path, "found \(node.found), expected \(expectation)")
          }
          return SettingNode(value.setting).from(node.origin)
        } catch let mismatch as SettingMismatch {
          let range = range.map { mismatch.path.components.isEmpty ? " \($0)" : "" } ?? ""
          decoder.report(mismatch.origin, path + mismatch.path, mismatch.reason + range)
        } catch {
          decoder.report(node.origin, path, "\(error)")
        }
        return node
      },
      encode: { SettingNode($0[keyPath: property].setting) },
      rows: { prefix, defaults in
        let kind = Value.kind
        return [
          SettingRow(
            path: prefix + name, type: kind.name,
            defaultValue: isRequired ? nil : SettingNode(defaults[keyPath: property].setting).inline,
            allowed: range ?? (kind.choices.isEmpty ? nil : kind.choices.joined(separator: ", ")), help: help)
        ]
      },
      fault: { defaults in
        let value = defaults[keyPath: property]
        return isRequired || allows(value) ? nil : "the default of `\(name)` is outside of its own range"
      })
  }
}
