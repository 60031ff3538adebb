internal import ACML
internal import Files
internal import Foundation

/// What tells one evaluation from another: equal identities give equal trials.
struct EvaluationIdentity: Codable, Equatable {
  var format = PropertyModel.Record.currentFormat
  /// Digest of the run's graph encoder.
  let encoder: String
  /// SHA-256 of the data.
  let data: [String]
  let task: PropertyTask
  let labels: [String]
  let split: String
  let settings: PropertySettings

  init(_ run: TrainedRun, _ dataset: PropertyDataset, _ options: PropertyEvaluation.Options) {
    var digest = Digest()
    digest.add(run.model.graphEncoder)
    encoder = digest.text
    data = dataset.digests
    task = dataset.task
    labels = dataset.labelNames
    split = options.split.text
    settings = options.settings
  }

  /// What another evaluation has otherwise, for messages.
  func differences(from other: Self) -> [String] {
    [
      encoder == other.encoder ? nil : "another run", data == other.data ? nil : "other data",
      task == other.task ? nil : "task \(other.task.rawValue)",
      labels == other.labels ? nil : "labels \(other.labels.joined(separator: ", "))",
      split == other.split ? nil : "split \(other.split)",
      settings == other.settings ? nil : "other settings of training",
    ].compactMap(\.self)
  }
}

/// The folder that an evaluation writes.
///
/// | entry | what |
/// |---|---|
/// | `evaluation.json` | ``EvaluationIdentity``, so that only the same evaluation takes it up |
/// | `config.yaml` | that of the run: which graph network it is |
/// | `trials/MODE-SEED.json`, `.safetensors` | ``PropertyTrial``; the weights, of the mode that is served |
/// | `split.csv` | the part of each molecule |
/// | `model.json` | ``PropertyModel/Record``; written last |
struct PropertyFolder {
  let url: URL
  private let lock: FolderLock

  static let identity = "evaluation.json"

  /// Begins in a new or empty folder, or takes up what the same evaluation left.
  init(_ url: URL, _ identity: EvaluationIdentity, configuration run: URL) throws {
    self.url = url
    if exists(url), !isFolder(url) { throw RunError.notAFolder(path: url.path) }
    try createFolder(url)
    lock = try FolderLock(url)
    let file = url.appending(path: Self.identity)
    if exists(file) {
      let found: EvaluationIdentity = try decode(file)
      guard found == identity else {
        throw PropertyError.otherEvaluation(path: url.path, differences: identity.differences(from: found))
      }
    } else if try entries(of: url).contains(where: { $0 != ".lock" }) {
      throw PropertyError.foreignFolder(path: url.path)
    }
    try createFolder(url.appending(path: "trials"))
    let configuration = run.appending(path: "config.yaml")
    try AtomicFileWriter.write(
      String(decoding: try Data(contentsOf: configuration), as: UTF8.self), to: url.appending(path: "config.yaml"))
    try AtomicFileWriter.write(try json(identity), to: file)
  }

  static func weights(_ mode: PropertyMode, seed: Int, in folder: URL) -> URL {
    folder.appending(path: "trials/\(mode.rawValue)-\(seed).safetensors")
  }

  private func record(_ mode: PropertyMode, seed: Int) -> URL {
    url.appending(path: "trials/\(mode.rawValue)-\(seed).json")
  }

  /// A trial that was finished earlier; `nil` if it has to be made.
  func trial(_ mode: PropertyMode, seed: Int, needsWeights: Bool) throws -> PropertyTrial? {
    let file = record(mode, seed: seed)
    guard exists(file), !needsWeights || exists(Self.weights(mode, seed: seed, in: url)) else {
      return nil
    }
    return try decode(file) as PropertyTrial
  }

  /// Keeps a trial, the weights first: where the record is, they are.
  func save(_ trial: PropertyTrial, _ network: PropertyNetwork?) throws {
    try network?.save(to: Self.weights(trial.mode, seed: trial.seed, in: url))
    try AtomicFileWriter.write(try json(trial), to: record(trial.mode, seed: trial.seed))
  }

  func finish(_ record: PropertyModel.Record, _ dataset: PropertyDataset) throws {
    let writer = try AtomicFileWriter(url.appending(path: "split.csv"))
    try writer.write(csvLine(["smiles", "identity", "part"]))
    for row in 0..<dataset.count {
      try writer.write(csvLine([dataset.smiles[row], dataset.identities[row], dataset.parts[row].rawValue]))
    }
    try writer.commit()
    try AtomicFileWriter.write(try json(record), to: url.appending(path: PropertyModel.file))
  }
}
