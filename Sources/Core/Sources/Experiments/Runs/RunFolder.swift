public import Foundation
internal import Files

/// The folder of one run: all that a task needs to start from it alone.
///
/// | entry | what |
/// |---|---|
/// | `run.json` | ``RunRecord``: versions, status, data digests, plugins, threads |
/// | `config.yaml` | the resolved configuration, itself a valid input |
/// | `metrics.csv`, `events.jsonl` | ``MetricsLog``, ``EventLog`` |
/// | `checkpoint/` | `model.safetensors`, `optimizer.safetensors`, `state.json`; replaced as a whole |
/// | `split.csv`, `rejected.csv` | the split with identities, the rows that could not be used |
/// | `encoders/<name>/` | the frozen encoders, by modality; the one that a pre-training made, by its id |
/// | `samples.acml` | ``SampleStore``: the measured samples, if there are any |
public final class RunFolder {
  public let url: URL
  public private(set) var record: RunRecord
  /// Held while the run is being written; `nil` for a run that was opened to be read.
  private var lock: FolderLock?

  public var configuration: URL { url.appending(path: "config.yaml") }
  public var metrics: URL { url.appending(path: "metrics.csv") }
  public var events: URL { url.appending(path: "events.jsonl") }
  public var split: URL { url.appending(path: "split.csv") }
  public var rejected: URL { url.appending(path: "rejected.csv") }
  public var samples: URL { url.appending(path: "samples.acml") }

  /// The folder of a frozen encoder.
  /// - Parameter name: the modality in a training, the encoder's id in a pre-training.
  public func encoder(_ name: String) -> URL { url.appending(path: "encoders").appending(path: name) }

  private init(url: URL, record: RunRecord, lock: FolderLock?) {
    self.url = url
    self.record = record
    self.lock = lock
  }

  /// Begins a run in a new or empty folder.
  /// - Throws: ``RunError/notEmpty(path:)``, ``RunError/locked(path:process:)``, `FileError`.
  public static func create(at url: URL, record: RunRecord) throws -> RunFolder {
    if exists(url) {
      guard isFolder(url) else { throw RunError.notAFolder(path: url.path) }
      // An empty folder in use by a run that has just begun is recognised by the lock; any other entry forbids it.
      if try entries(of: url).contains(where: { $0 != ".lock" }) { throw RunError.notEmpty(path: url.path) }
    }
    try createFolder(url)
    let lock = try FolderLock(url)
    if try entries(of: url).contains(where: { $0 != ".lock" }) { throw RunError.notEmpty(path: url.path) }
    let run = RunFolder(url: url, record: record, lock: lock)
    try run.update { _ in }
    return run
  }

  /// Opens a run to continue it; leftovers of a process that was killed are put right.
  public static func resume(at url: URL, kind: String? = nil) throws -> RunFolder {
    let run = try RunFolder(reading: url, kind: kind)
    run.lock = try FolderLock(url)
    // What the record said before the lock was held may be old.
    run.record = try readRecord(url)
    try run.recoverCheckpoint()
    try run.update {
      $0.status = .running
      $0.ended = nil
    }
    return run
  }

  /// Opens a run to read it.
  /// - Parameters:
  ///   - url: the folder.
  ///   - kind: the kind that it must be of; `nil` for any.
  ///   - allowsUnfinished: whether a run that still goes on, or was interrupted, will do; it must have a checkpoint all
  ///     the same.
  public static func open(at url: URL, kind: String? = nil, allowsUnfinished: Bool = false) throws -> RunFolder {
    let run = try RunFolder(reading: url, kind: kind)
    if !allowsUnfinished, run.record.status != .finished {
      throw RunError.unfinished(path: url.path, status: run.record.status.rawValue)
    }
    if run.checkpoint == nil { throw RunError.noCheckpoint(path: url.path) }
    return run
  }

  private convenience init(reading url: URL, kind: String?) throws {
    let record = try Self.readRecord(url)
    if let kind, record.kind != kind {
      throw RunError.wrongKind(path: url.path, found: record.kind, expected: kind)
    }
    self.init(url: url, record: record, lock: nil)
  }

  /// Changes the record and writes it.
  public func update(_ change: (inout RunRecord) -> Void) throws {
    change(&record)
    try AtomicFileWriter.write(try json(record), to: url.appending(path: "run.json"))
  }

  /// Notes how the run ended and lets go of the folder.
  public func close(_ status: RunRecord.Status) throws {
    try update {
      $0.status = status
      $0.ended = timestamp()
    }
    lock = nil
  }

  private static func readRecord(_ url: URL) throws -> RunRecord {
    guard exists(url) else { throw RunError.missing(path: url.path) }
    guard isFolder(url) else { throw RunError.notARun(path: url.path) }
    let file = url.appending(path: "run.json")
    guard exists(file) else { throw RunError.notARun(path: url.path) }
    struct Format: Decodable { let format: Int }
    let found: Format = try decode(file)
    if found.format > RunRecord.currentFormat {
      throw RunError.newerFormat(path: url.path, found: found.format, known: RunRecord.currentFormat)
    }
    return try decode(file)
  }
}
