public import ACML

/// One frozen modality that the graph encoder is trained against.
public struct PairConfiguration: Settings, Equatable {
  public var modality = ""
  public var encoder = ""
  public var weights: FileReference?
  /// As the encoder's plugin defines them for weights that are loaded.
  public var settings = SettingNode.empty
  public var projection = ProjectionConfiguration()
  public var objective = ObjectiveConfiguration()
  public var weight = 1.0

  public static let fields: [SettingField<Self>] = [
    .required("modality", \.modality, "what is seen of a molecule: smiles, …"),
    .required("encoder", \.encoder, "the id of a modality encoder (see `acml plugin list`)"),
    .init(
      "weights", \.weights,
      "a run folder of `acml pretrain`, a file of weights or a Hugging Face folder; null where the encoder needs none"),
    .node("settings", \.settings, "what the weights leave open (see `acml plugin describe`)"),
    .section("projection", \.projection, "the way into the joint space, one for each side"),
    .section("objective", \.objective, "what draws the two sides together"),
    .init("weight", \.weight, in: .above(0), "of this pair's loss among all pairs"),
  ]

  public init() {}
}

/// The trainable way from an encoder's embedding into the joint space.
public struct ProjectionConfiguration: Settings, Equatable {
  public enum Activation: String, CaseIterable, SettingValue { case gelu, relu, silu }
  public enum Normalization: String, CaseIterable, SettingValue { case layer, none }

  public var dimensions = 256
  public var cells = 1
  public var dropout = 0.1
  public var activation = Activation.gelu
  public var normalization = Normalization.layer

  public static let fields: [SettingField<Self>] = [
    .init("dimensions", \.dimensions, in: 1...65_536, "width of the joint space"),
    .init("cells", \.cells, in: 1...16, "residual cells one after the other"),
    .init("dropout", \.dropout, in: 0..<1, "fraction of values zeroed in training"),
    .init("activation", \.activation, "between a cell's two linear maps"),
    .init("normalization", \.normalization, "at the end of each cell"),
  ]

  public init() {}
}

/// The loss of a pair.
public struct ObjectiveConfiguration: Settings, Equatable {
  public var type = "info-nce"
  /// As the objective's plugin defines them.
  public var settings = SettingNode.empty

  public static let fields: [SettingField<Self>] = [
    .init("type", \.type, "the id of an objective (see `acml plugin list`)"),
    .node("settings", \.settings, "the objective's own (see `acml plugin describe`)"),
  ]

  public init() {}
}
