public import ACML

/// How molecules are divided into the parts for training, validation and test.
public struct SplitConfiguration: Settings, Equatable {
  public enum Method: String, CaseIterable, SettingValue {
    case random, scaffold
    case inchiKeySkeleton = "inchikey-skeleton"
    case skeletonHash = "skeleton-hash"
    case column, file
  }

  public var method = Method.scaffold
  public var train = 0.8
  public var validation = 0.1
  public var test = 0.1
  public var seed: Int?
  public var column: String?
  public var file: FileReference?

  public static let fields: [SettingField<Self>] = [
    .init(
      "method", \.method,
      "what stays together: nothing, a scaffold, a skeleton; skeleton-hash: the same parts in any data; or a file decides"
    ),
    .init("train", \.train, in: .above(0), "fraction for training"),
    .init("validation", \.validation, in: 0...1, "fraction for choosing among checkpoints; 0: none"),
    .init("test", \.test, in: 0...1, "fraction held out to the end; 0: none"),
    .init("seed", \.seed, in: 0..., "for the methods that draw; null: the experiment's seed"),
    .init("column", \.column, "for method column: holds train, validation or test"),
    .init("file", \.file, "for method file: a table with the columns part and row or identity, such as split.csv"),
  ]

  public init() {}

  public func validate() throws {
    switch method {
    case .column where column == nil: throw InvalidSetting("column", "missing; method `column` needs it")
    case .file where file == nil: throw InvalidSetting("file", "missing; method `file` needs it")
    default: break
    }
    if method != .column, column != nil { throw InvalidSetting("column", "is read only by method `column`") }
    if method != .file, file != nil { throw InvalidSetting("file", "is read only by method `file`") }
    let sum = train + validation + test
    if abs(sum - 1) > 1e-6 {
      throw InvalidSetting("train", "train, validation and test add up to \(Float(sum)), expected 1")
    }
  }
}
