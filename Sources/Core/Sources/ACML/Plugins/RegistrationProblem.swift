/// A component that could not be registered.
public struct RegistrationProblem: ClassifiedError, Equatable {
  public enum Reason: Sendable, Equatable {
    /// The id is taken; by whom.
    case duplicate(ComponentSource)
    case notKebabCase
    /// The registry was frozen before.
    case frozen
    /// The settings contradict themselves.
    case invalidSchema(String)
  }

  public let kind: ComponentKind
  public let id: String
  public let source: ComponentSource
  public let reason: Reason

  public var failureClass: FailureClass { .pluginUnavailable }

  public var description: String {
    switch reason {
    case .duplicate(let other):
      "\(source): the \(kind) `\(id)` has the id of one that \(other) registered; remove one of the two"
    case .notKebabCase: "\(source): the \(kind) `\(id)` needs an id of lower-case words with hyphens, such as `gin`"
    case .frozen: "\(source): the \(kind) `\(id)` was registered too late; register all in `register(in:)`"
    case .invalidSchema(let fault): "\(source): the \(kind) `\(id)` has a faulty settings schema: \(fault)"
    }
  }
}

extension Settings {
  /// What is wrong with the schema itself, a slip of its author: a name twice, or a default outside of its range.
  static func schemaFault(_ defaults: Self) -> String? { SettingField.fault(in: fields, defaults) }
}

extension SettingField {
  /// What is wrong with a list of fields.
  static func fault(in fields: [Self], _ defaults: Root) -> String? {
    var names: Set<String> = []
    if let twice = fields.first(where: { !names.insert($0.name).inserted }) {
      return "two settings are called `\(twice.name)`"
    }
    return fields.lazy.compactMap { $0.fault(defaults) }.first
  }
}
