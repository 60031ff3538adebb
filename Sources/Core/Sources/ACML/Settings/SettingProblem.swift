/// One thing that is wrong with a configuration, and where.
public struct SettingProblem: ClassifiedError, Equatable {
  /// The place of the value, of the key, or of the section that should have held it.
  public let origin: SettingOrigin
  public let path: SettingPath
  public let reason: String

  public init(_ origin: SettingOrigin, _ path: SettingPath, _ reason: String) {
    self.origin = origin
    self.path = path
    self.reason = reason
  }

  public var failureClass: FailureClass { .configuration }

  public var description: String {
    ([origin == .default ? nil : origin.description] + [path.components.isEmpty ? nil : path.description, reason])
      .compactMap { $0 }.joined(separator: ": ")
  }
}

/// Everything that is wrong with a configuration, in the order of the file.
public struct InvalidConfiguration: ClassifiedError, Equatable {
  public let problems: [SettingProblem]

  public init(_ problems: [SettingProblem]) {
    self.problems = problems.enumerated()
      .sorted { ($0.element.origin, $0.offset) < ($1.element.origin, $1.offset) }.map(\.element)
  }

  public var failureClass: FailureClass { .configuration }

  /// One problem a line; a file with very many is cut short.
  public var description: String {
    let shown = problems.prefix(20).map(\.description)
    let more = problems.count - shown.count
    return (shown + (more > 0 ? ["… and \(more) more"] : [])).joined(separator: "\n")
  }
}

/// Thrown by ``Settings/validate()``: settings that are right one by one and wrong together.
public struct InvalidSetting: Error {
  /// The setting to point at, relative to the section that is validated.
  public let path: SettingPath
  public let reason: String

  public init(_ path: SettingPath, _ reason: String) {
    self.path = path
    self.reason = reason
  }
}
