/// A graph encoder that can be built.
public struct GraphEncoderDescriptor: Sendable {
  public let component: ComponentDescriptor
  let build: @Sendable (SettingNode?, SettingPath, GraphEncoderContext) throws -> any GraphEncoder

  /// Builds the encoder with fresh weights.
  /// - Parameters:
  ///   - settings: the encoder's own; `nil` for the defaults.
  ///   - path: where in the configuration the settings stand, for messages.
  ///   - context: what the program tells it.
  /// - Throws: ``InvalidConfiguration``, or what the plugin throws.
  public func make(
    _ settings: SettingNode?, at path: SettingPath = .root, _ context: GraphEncoderContext
  ) throws -> any GraphEncoder {
    try build(settings, path, context)
  }
}
