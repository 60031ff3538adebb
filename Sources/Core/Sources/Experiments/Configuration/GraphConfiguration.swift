public import ACML
public import Chemistry

/// The trained tower of an experiment.
public struct GraphConfiguration: Settings, Equatable {
  public var encoder = ""
  public var features = GraphFeatures.ogb
  /// As the encoder's plugin defines them.
  public var settings = SettingNode.empty
  public var weights: FileReference?

  public static let fields: [SettingField<Self>] = [
    .required("encoder", \.encoder, "the id of a graph encoder (see `acml plugin list`)"),
    .init("features", \.features, "atom and bond features: ogb (9 + 3) or released (2 + 2)"),
    .node("settings", \.settings, "the encoder's own (see `acml plugin describe`)"),
    .init(
      "weights", \.weights,
      "a run folder of `acml train` with the same encoder, features and settings, whose weights this training begins with; "
        + "null: random ones"),
  ]

  public init() {}
}
