internal import ACML
internal import Foundation
internal import Tensors

/// What a run that has come to its end tells.
public struct RunSummary: Sendable, Codable, Equatable {
  public let run: String
  public let kind: String
  public let status: RunRecord.Status
  public let steps: Int
  public let epochs: Int
  /// The epoch of the selected weights; `nil` where the last ones were taken.
  public let bestEpoch: Int?
  public let rows: Int
  public let rejectedRows: Int
  /// Rows of each part, by name.
  public let parts: [String: Int]
  /// Embeddings that the store already held and that were made now, by modality.
  public let embeddings: [String: EmbeddingStore.Statistics]
  /// The last values of the metrics.
  public let metrics: [String: Double]
}

/// A run in the making: the folder with its configuration, from the first line written to the last.
struct RunSession {
  let folder: RunFolder
  let isResumed: Bool

  /// Looks at the place of a run before any long work.
  /// - Returns: the summary of a run to be resumed that is finished already.
  /// - Throws: ``TrainingError`` if the run there was begun with another configuration, ``RunError`` if the place can't hold
  ///   a new run.
  static func finished<Configuration: ExperimentConfiguration>(
    _ file: ExperimentFile<Configuration>, kind: ExperimentKind, at url: URL, resume: Bool,
    progress: any ProgressObserver
  ) throws -> RunSummary? {
    guard resume else {
      try checkIsFree(url)
      return nil
    }
    try checkConfiguration(file, of: url)
    guard exists(url.appending(path: "run.json")), (try? RunFolder.open(at: url, kind: kind.rawValue)) != nil else {
      return nil
    }
    progress.message("\(url.relativePath) is finished; nothing to do")
    return try RunSummary(finished: url)
  }

  private static func checkIsFree(_ url: URL) throws {
    guard exists(url) else { return }
    guard isFolder(url) else { throw RunError.notAFolder(path: url.path) }
    if try entries(of: url).contains(where: { $0 != ".lock" }) { throw RunError.notEmpty(path: url.path) }
  }

  /// Begins a run, or takes one up that has the same configuration.
  init<Configuration: ExperimentConfiguration>(
    _ file: ExperimentFile<Configuration>, kind: ExperimentKind, at url: URL, resume: Bool, plugins: [String],
    data: ExperimentData, library: [Dataset.File] = []
  ) throws {
    let dataFiles = (data.dataset.files + library).map {
      RunRecord.DataFile(path: $0.path, digest: $0.digest, rows: $0.rows, rejected: $0.rejected)
    }
    if resume, exists(url.appending(path: "run.json")) {
      folder = try RunFolder.resume(at: url, kind: kind.rawValue)
      isResumed = folder.checkpoint != nil
      for (old, new) in zip(folder.record.data, dataFiles) where old.digest != new.digest {
        throw TrainingError.differentConfiguration(path: url.path, differences: ["\(new.path) has changed since"])
      }
    } else {
      folder = try RunFolder.create(
        at: url,
        record: RunRecord(
          version: BuildIdentity.core.coreVersion, kind: kind.rawValue, seed: UInt64(file.configuration.seed),
          threads: ThreadPool.shared.threads, plugins: plugins, data: dataFiles))
      isResumed = false
    }
    try AtomicFileWriter.write(file.text, to: folder.configuration)
    try data.split.write(to: folder.split)
    try data.rejected.write(to: folder.rejected)
  }

  /// Refuses to resume a run that was begun with another configuration.
  private static func checkConfiguration<Configuration: ExperimentConfiguration>(
    _ file: ExperimentFile<Configuration>, of url: URL
  ) throws {
    let saved = url.appending(path: "config.yaml")
    guard exists(saved) else { return }
    let differences = try file.resolved.differences(from: ExperimentTree.read(saved, overrides: []))
      // How many threads there are is no matter of what is computed, only of how it is rounded.
      .filter { $0.path.components != ["threads"] }
    guard !differences.isEmpty else { return }
    let shown = differences.prefix(3).map { "\($0.path): was \($0.old), is \($0.new)" }
    throw TrainingError.differentConfiguration(
      path: url.path, differences: shown + (differences.count > 3 ? ["and \(differences.count - 3) more"] : []))
  }
}

extension SettingNode {
  /// The values at which two configurations differ, in the order of this one.
  func differences(
    from other: SettingNode, at path: SettingPath = .root
  ) -> [(path: SettingPath, old: String, new: String)] {
    if self == other { return [] }
    switch (content, other.content) {
    case (.mapping(let own), .mapping(let others)):
      let keys = own.map(\.key) + others.map(\.key).filter { key in !own.contains { $0.key == key } }
      return keys.flatMap { key in
        (self[key] ?? .empty).differences(from: other[key] ?? .empty, at: path + key)
      }
    case (.sequence(let own), .sequence(let others)) where own.count == others.count:
      return zip(own, others).enumerated().flatMap { index, pair in pair.0.differences(from: pair.1, at: path + index) }
    default: return [(path, other.text ?? "something else", text ?? "something else")]
    }
  }
}
