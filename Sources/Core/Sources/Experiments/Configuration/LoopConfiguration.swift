public import ACML

/// The training loop: what `training:` holds in every kind of experiment.
public struct LoopConfiguration: Settings, Equatable {
  public enum Selection: String, CaseIterable, SettingValue {
    case last
    /// The smallest validation loss.
    case bestValidation = "best-validation"
    /// The greatest mean reciprocal rank in validation, over all pairs; only where pairs are trained.
    case bestRetrieval = "best-retrieval"
  }

  public enum Order: String, CaseIterable, SettingValue {
    case random
    /// Molecules of one formula come into the same batch; only where pairs are trained.
    case isomers
  }

  public var batchSize = 256
  public var epochs = 20
  public var order = Order.random
  public var accumulation = 1
  public var extraNegatives = 0
  public var libraryNegatives = 0
  public var optimizer = OptimizerConfiguration()
  public var schedule = ScheduleConfiguration()
  public var gradientClipping: Double?
  public var checkpointEverySteps: Int?
  public var validateEveryEpochs = 1
  public var selection = Selection.bestValidation

  public static let fields: [SettingField<Self>] = [
    .init("batchSize", \.batchSize, in: 2...1_048_576, "molecules of a step"),
    .init("epochs", \.epochs, in: 1...1_000_000, "times that every molecule is seen"),
    .init("order", \.order, "how molecules come into batches: by chance, or isomers together"),
    .init("accumulation", \.accumulation, in: 1...65_536, "pieces that a batch is computed in, to save memory"),
    .init("extraNegatives", \.extraNegatives, in: 0...16_777_216, "stored embeddings contrasted beyond the batch"),
    .init(
      "libraryNegatives", \.libraryNegatives, in: 0...1_048_576,
      "molecules of `data.library` whose graphs compete in each step"),
    .section("optimizer", \.optimizer, "what moves the parameters"),
    .section("schedule", \.schedule, "how the learning rate goes"),
    .init("gradientClipping", \.gradientClipping, in: .above(0), "largest norm of all gradients together; null: none"),
    .init("checkpointEverySteps", \.checkpointEverySteps, in: 1..., "null: after each validation"),
    .init("validateEveryEpochs", \.validateEveryEpochs, in: 1..., "epochs between validations"),
    .init("selection", \.selection, "which checkpoint is the result"),
  ]

  public init() {}

  public func validate() throws {
    if accumulation > batchSize {
      throw InvalidSetting(
        "accumulation", "found \(accumulation), expected at most the batch size, \(batchSize): a piece holds a molecule"
      )
    }
  }
}
