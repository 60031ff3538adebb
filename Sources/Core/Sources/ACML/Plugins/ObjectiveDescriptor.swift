public import Tensors

/// An objective that can be built.
public struct ObjectiveDescriptor: Sendable {
  public let component: ComponentDescriptor
  let build: @Sendable (SettingNode?, SettingPath, ObjectiveContext) throws -> any ContrastiveObjective

  /// Builds the objective.
  /// - Parameters:
  ///   - settings: the objective's own; `nil` for the defaults.
  ///   - path: where in the configuration the settings stand, for messages.
  ///   - context: what the program tells it.
  /// - Throws: ``InvalidConfiguration``, or what the plugin throws.
  public func make(
    _ settings: SettingNode?, at path: SettingPath = .root, _ context: ObjectiveContext
  ) throws -> any ContrastiveObjective {
    try build(settings, path, context)
  }
}

/// What the host tells an objective when it is built.
public struct ObjectiveContext {
  /// Width of the joint space.
  public let dimensions: Int
  /// Where initial weights are drawn from.
  public let random: RandomStream

  public init(dimensions: Int, random: RandomStream) {
    self.dimensions = dimensions
    self.random = random
  }
}
