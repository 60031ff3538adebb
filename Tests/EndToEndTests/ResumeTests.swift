import Foundation
import Testing

/// A run that was stopped ends in the same bits as one that wasn't.
@Suite(.serialized)
struct ResumeTests {
  let workspace: Workspace
  private let files = [
    "checkpoint/model.safetensors", "checkpoint/optimizer.safetensors", "checkpoint/best.safetensors",
  ]

  init() throws {
    workspace = try Workspace()
    try workspace.pretrain()
  }

  private func arguments(_ output: String, _ more: String...) -> [String] {
    [
      "train", "train.yaml", "--quiet", "--set", "training.epochs=150", "--set", "training.checkpointEverySteps=7",
      "--output", output,
    ] + more
  }

  private func expectEqual(_ first: String, _ second: String) throws {
    for file in files + ["metrics.csv"] {
      #expect(try workspace.data("\(first)/\(file)") == workspace.data("\(second)/\(file)"), "\(file)")
    }
  }

  /// Waits until the run has a checkpoint, and then a while that differs from test to test.
  private func startAndWait(_ output: String) throws -> Workspace.Running {
    let running = try workspace.start(arguments(output))
    while running.process.isRunning, !workspace.exists("\(output)/checkpoint/state.json") { usleep(2_000) }
    usleep(UInt32.random(in: 0..<400_000))
    return running
  }

  @Test
  func sameSeedSameBits() throws {
    for output in ["first", "second"] { #expect(try workspace.start(arguments(output)).wait().code == 0) }
    try expectEqual("first", "second")
    #expect(try workspace.start(arguments("third", "--seed", "5")).wait().code == 0)
    #expect(try workspace.data("first/\(files[0])") != workspace.data("third/\(files[0])"))
  }

  @Test
  func afterAKill() throws {
    #expect(try workspace.start(arguments("whole")).wait().code == 0)
    // Twice, so that a resumed run is killed too.
    let first = try startAndWait("killed")
    kill(first.process.processIdentifier, SIGKILL)
    _ = try first.wait()
    let second = try workspace.start(arguments("killed", "--resume"))
    usleep(UInt32.random(in: 50_000..<300_000))
    kill(second.process.processIdentifier, SIGKILL)
    _ = try second.wait()
    let outcome = try workspace.start(arguments("killed", "--resume")).wait()
    #expect(outcome.code == 0, "\(outcome.message)")
    try expectEqual("whole", "killed")
    #expect(try leftovers("killed") == [])
  }

  @Test
  func afterCtrlC() throws {
    #expect(try workspace.start(arguments("whole")).wait().code == 0)
    let running = try startAndWait("stopped")
    let wasRunning = running.process.isRunning
    kill(running.process.processIdentifier, SIGINT)
    let stopped = try running.wait()
    if wasRunning, stopped.code != 0 {
      #expect(stopped.code == 130)
      #expect(stopped.message.contains("is saved; go on with --resume"), "\(stopped.message)")
    }
    let outcome = try workspace.start(arguments("stopped", "--resume")).wait()
    #expect(outcome.code == 0, "\(outcome.message)")
    try expectEqual("whole", "stopped")
    #expect(try leftovers("stopped") == [])
  }

  @Test
  func refusesAnotherConfiguration() throws {
    #expect(try workspace.acml("train", "train.yaml", "--output", "run", "--quiet").code == 0)
    let other = try workspace.acml(
      "train", "train.yaml", "--output", "run", "--resume", "--set", "graph.encoder=gat", "--quiet")
    #expect(other.code == 78)
    #expect(other.message.contains("graph.encoder: was gin, is gat"), "\(other.message)")
    let same = try workspace.acml("train", "train.yaml", "--output", "run", "--resume")
    #expect(same.code == 0)
    #expect(same.message.contains("is finished; nothing to do"))
  }

  /// Temporary files of a run.
  private func leftovers(_ run: String) throws -> [String] {
    try FileManager.default.subpathsOfDirectory(atPath: workspace.url(run).path).filter { $0.contains(".tmp-") }
  }
}
