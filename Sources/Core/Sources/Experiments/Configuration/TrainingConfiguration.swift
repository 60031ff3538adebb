public import ACML

/// A contrastive experiment: one graph encoder against one or several frozen modalities (`acml train`).
public struct TrainingConfiguration: Settings, Equatable {
  public var name = ""
  public var seed = 0
  public var threads: Int?
  public var data = DataConfiguration()
  public var graph = GraphConfiguration()
  public var pairs: [PairConfiguration] = []
  public var training = LoopConfiguration()

  public static let fields: [SettingField<Self>] = [
    .required("name", \.name, "what to call the experiment; also the run folder's name unless --output says another"),
    .init("seed", \.seed, in: 0..., "every random draw follows from it"),
    .init("threads", \.threads, in: 1...1024, "null: one for each core"),
    .section("data", \.data, "the molecules"),
    .section("graph", \.graph, "the trained tower"),
    .list("pairs", \.pairs, minimum: 1, "the frozen modalities to train against"),
    .section("training", \.training, "the loop"),
  ]

  public init() {}

  public func validate() throws {
    try validateCommon()
    if (training.libraryNegatives > 0) == data.library.molecules.isEmpty {
      throw InvalidSetting(
        "training.libraryNegatives",
        "found \(training.libraryNegatives), and \(data.library.molecules.count) files in data.library.molecules; a library "
          + "and how many of its molecules compete go together")
    }
  }
}
