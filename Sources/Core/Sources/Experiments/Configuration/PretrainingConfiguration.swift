public import ACML

/// How a modality encoder gets its weights, before it is frozen (`acml pretrain`).
public struct PretrainingConfiguration: Settings, Equatable {
  public var name = ""
  public var seed = 0
  public var threads: Int?
  public var data = DataConfiguration()
  public var encoder = ""
  /// The encoder's, as its plugin defines them.
  public var settings = SettingNode.empty
  /// The pre-training task's, as the plugin defines them.
  public var pretraining = SettingNode.empty
  public var training = LoopConfiguration()

  public static let fields: [SettingField<Self>] = [
    .required("name", \.name, "what to call the experiment; also the run folder's name unless --output says another"),
    .init("seed", \.seed, in: 0..., "every random draw follows from it"),
    .init("threads", \.threads, in: 1...1024, "null: one for each core"),
    .section("data", \.data, "the molecules"),
    .required("encoder", \.encoder, "the id of a modality encoder that can be pre-trained (see `acml plugin list`)"),
    .node("settings", \.settings, "the encoder's own (see `acml plugin describe`)"),
    .node("pretraining", \.pretraining, "the task's own (see `acml plugin describe`)"),
    .section("training", \.training, "the loop"),
  ]

  public init() {}

  public func validate() throws {
    try validateCommon()
    if training.selection == .bestRetrieval {
      throw InvalidSetting(
        "training.selection", "found best-retrieval, but only pairs are searched; set best-validation")
    }
    if training.order == .isomers {
      throw InvalidSetting("training.order", "found isomers, but only pairs are told apart in a batch")
    }
    if training.extraNegatives > 0 {
      throw InvalidSetting("training.extraNegatives", "found \(training.extraNegatives), but only pairs have negatives")
    }
    if training.libraryNegatives > 0 || !data.library.molecules.isEmpty {
      throw InvalidSetting(
        "training.libraryNegatives", "found a library of negatives, but only pairs have negatives")
    }
  }
}
