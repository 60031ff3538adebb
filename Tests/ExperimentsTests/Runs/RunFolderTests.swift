import ACML
import Experiments
import Files
import Foundation
import Testing

struct RunFolderTests {
  private let folder: TemporaryFolder
  private var url: URL { folder.url.appending(path: "run") }
  private static let record = RunRecord(version: "1.0.0", kind: "train", seed: 4, threads: 2, plugins: ["gin"])

  struct State: Codable, Equatable {
    let step: Int
  }

  init() throws { folder = try TemporaryFolder() }

  private func checkpoint(_ run: RunFolder, step: Int) throws {
    try run.writeCheckpoint(state: State(step: step)) { folder in
      try Data("weights of step \(step)".utf8).write(to: folder.appending(path: "model.safetensors"))
    }
  }

  /// A finished run with a checkpoint of step 7.
  private func finishedRun() throws {
    let run = try RunFolder.create(at: url, record: Self.record)
    try checkpoint(run, step: 7)
    try run.close(.finished)
  }

  private func overwrite(_ name: String, _ text: String) throws {
    try Data(text.utf8).write(to: url.appending(path: name))
  }

  @Test func aFinishedRunIsReadBack() throws {
    try finishedRun()
    let run = try RunFolder.open(at: url, kind: "train")
    #expect(run.record.seed == 4)
    #expect(run.record.plugins == ["gin"])
    #expect(run.record.ended != nil)
    let (state, checkpoint) = try run.readCheckpoint(State.self)
    #expect(state == State(step: 7))
    let weights = try Data(contentsOf: checkpoint.appending(path: "model.safetensors"))
    #expect(weights == Data("weights of step 7".utf8))
  }

  @Test func aMovedRunIsReadBack() throws {
    try finishedRun()
    let other = folder.url.appending(path: "elsewhere")
    try FileManager.default.moveItem(at: url, to: other)
    #expect(try RunFolder.open(at: other).readCheckpoint(State.self).state.step == 7)
  }

  @Test func aFullFolderIsNotOverwritten() throws {
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    try overwrite("thesis.txt", "years of work")
    #expect(
      message(in: folder) { _ = try RunFolder.create(at: url, record: Self.record) }
        == "DIR/run: the folder is not empty; choose another --output, or continue its run with --resume.")
    #expect(try folder.read("run/thesis.txt") == "years of work")
    #expect(try FileManager.default.contentsOfDirectory(atPath: url.path) == ["thesis.txt"])
  }

  @Test func twoProcessesDoNotWriteOneRun() throws {
    let run = try RunFolder.create(at: url, record: Self.record)
    #expect(
      message(in: folder) { _ = try RunFolder.resume(at: url) }
        == "DIR/run: another process (process \(ProcessInfo.processInfo.processIdentifier)) is writing this run; wait "
        + "for it or choose another --output.")
    try run.close(.interrupted)
    #expect(try RunFolder.resume(at: url).record.status == .running)
  }

  @Test func aLockFileLeftBehindMeansNothing() throws {
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    try overwrite(".lock", "process 1")
    _ = try RunFolder.create(at: url, record: Self.record)
  }

  @Test func theFormerCheckpointStaysUntilTheNewOneIsComplete() throws {
    struct Full: Error {}
    let run = try RunFolder.create(at: url, record: Self.record)
    try checkpoint(run, step: 1)
    #expect(throws: Full.self) {
      try run.writeCheckpoint(state: State(step: 2)) { folder in
        try Data("half".utf8).write(to: folder.appending(path: "model.safetensors"))
        throw Full()
      }
    }
    #expect(try run.readCheckpoint(State.self).state.step == 1)
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: url.path).sorted() == [".lock", "checkpoint", "run.json"])
    try checkpoint(run, step: 3)
    #expect(try run.readCheckpoint(State.self).state.step == 3)
  }

  @Test func aKillBetweenTheRenamesLosesNothing() throws {
    try finishedRun()
    try FileManager.default.moveItem(
      at: url.appending(path: "checkpoint"), to: url.appending(path: "checkpoint.former"))
    try FileManager.default.createDirectory(
      at: url.appending(path: "checkpoint.tmp-1-abc"), withIntermediateDirectories: true)
    #expect(try RunFolder.open(at: url).readCheckpoint(State.self).state.step == 7)
    let run = try RunFolder.resume(at: url)
    #expect(try run.readCheckpoint(State.self).state.step == 7)
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: url.path).sorted() == [".lock", "checkpoint", "run.json"])
  }

  @Test func equalStatesGiveEqualCheckpoints() throws {
    let runs = try ["a", "b"].map { try RunFolder.create(at: folder.url.appending(path: $0), record: Self.record) }
    for run in runs { try checkpoint(run, step: 5) }
    #expect(try folder.read("a/checkpoint/state.json") == folder.read("b/checkpoint/state.json"))
  }

  /// What is done to a finished run, and what is then said.
  struct Fault: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let damage: @Sendable (_ run: URL) throws -> Void
    let message: String

    init(_ name: String, _ message: String, _ damage: @escaping @Sendable (URL) throws -> Void) {
      testDescription = name
      self.message = message
      self.damage = damage
    }
  }

  static let faults = [
    Fault("no folder", "DIR/run: there is no such run folder.") { try FileManager.default.removeItem(at: $0) },
    Fault("a file", "DIR/run: this is no run folder: it holds no run.json.") {
      try FileManager.default.removeItem(at: $0)
      try Data().write(to: $0)
    },
    Fault("no run", "DIR/run: this is no run folder: it holds no run.json.") {
      try FileManager.default.removeItem(at: $0.appending(path: "run.json"))
    },
    Fault("empty record", "DIR/run/run.json: the file is damaged: it is no complete JSON text.") {
      try Data().write(to: $0.appending(path: "run.json"))
    },
    Fault("newer format", "DIR/run: written in format 99 by a newer ACML; this one reads up to format 1.") {
      try Data(#"{"format": 99, "novelty": {}}"#.utf8).write(to: $0.appending(path: "run.json"))
    },
    Fault("key missing", "DIR/run/run.json: the file is damaged: the key 'version' is missing.") {
      try Data(#"{"format": 1}"#.utf8).write(to: $0.appending(path: "run.json"))
    },
    Fault("key of wrong type", "DIR/run/run.json: the file is damaged: the value of 'format' has the wrong type.") {
      try Data(#"{"format": "one"}"#.utf8).write(to: $0.appending(path: "run.json"))
    },
    Fault("no checkpoint", "DIR/run: the run has no checkpoint yet; continue it with --resume.") {
      try FileManager.default.removeItem(at: $0.appending(path: "checkpoint"))
    },
    Fault("unfinished", "DIR/run: the run is not finished (interrupted); continue it with --resume.") {
      try RunFolder.resume(at: $0).close(.interrupted)
    },
    Fault("cut state", "DIR/run/checkpoint/state.json: the file is damaged: it is no complete JSON text.") {
      let file = $0.appending(path: "checkpoint/state.json")
      try Data(contentsOf: file).dropLast(10).write(to: file)
    },
    Fault(
      "newer state",
      "DIR/run/checkpoint/state.json: written in format 2 by a newer ACML; this one reads up to format 1."
    ) {
      try Data(#"{"format": 2, "files": {}}"#.utf8).write(to: $0.appending(path: "checkpoint/state.json"))
    },
    Fault("state of another kind", "DIR/run/checkpoint/state.json: the file is damaged: the key 'step' is missing.") {
      try Data(#"{"format": 1, "files": {}, "state": {}}"#.utf8).write(
        to: $0.appending(path: "checkpoint/state.json"))
    },
    Fault(
      "cut weights", "DIR/run/checkpoint/model.safetensors: the file is damaged: it has 10 bytes instead of 17."
    ) {
      let file = $0.appending(path: "checkpoint/model.safetensors")
      try Data(contentsOf: file).prefix(10).write(to: file)
    },
    Fault("changed weights", "DIR/run/checkpoint/model.safetensors: the file is damaged: its checksum is wrong.") {
      try Data("weights of step 8".utf8).write(to: $0.appending(path: "checkpoint/model.safetensors"))
    },
    Fault("missing weights", "DIR/run/checkpoint/model.safetensors: the file is damaged: it is missing.") {
      try FileManager.default.removeItem(at: $0.appending(path: "checkpoint/model.safetensors"))
    },
  ]

  @Test(arguments: faults)
  func says(fault: Fault) throws {
    try finishedRun()
    try fault.damage(url)
    #expect(message(in: folder) { _ = try RunFolder.open(at: url).readCheckpoint(State.self) } == fault.message)
  }

  @Test func aRunOfAnotherKindIsRefused() throws {
    try finishedRun()
    #expect(
      message(in: folder) { _ = try RunFolder.open(at: url, kind: "pretrain") }
        == "DIR/run: this is a run of the kind 'train'; 'pretrain' was expected.")
  }

  @Test func aFolderThatCannotBeMadeIsAnError() throws {
    try folder.write("", to: "file")
    let error = #expect(throws: FileError.self) {
      try RunFolder.create(at: folder.url.appending(path: "file/run"), record: Self.record)
    }
    #expect(error?.failureClass == .cannotCreate)
  }
}
