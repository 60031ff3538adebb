import ACML
import Experiments
import Files
import Foundation
import Testing

struct LogTests {
  private let folder: TemporaryFolder
  private var metrics: URL { folder.url.appending(path: "metrics.csv") }
  private var events: URL { folder.url.appending(path: "events.jsonl") }

  init() throws { folder = try TemporaryFolder() }

  @Test func metricsAreOneTable() throws {
    let log = try MetricsLog(metrics, columns: ["loss", "accuracy"])
    try log.append(step: 1, ["loss": 0.1, "accuracy": 1])
    try log.append(step: 2, ["loss": .nan])
    // Before the log is closed: each line is on its way at once.
    #expect(try folder.read("metrics.csv") == "step,loss,accuracy\n1,0.1,1.0\n2,nan,\n")
    #expect(throws: RunError.unknownColumn(path: metrics.path, column: "los", available: ["loss", "accuracy"])) {
      try log.append(step: 3, ["los": 1])
    }
  }

  @Test func resumedMetricsGoOnAfterTheCheckpoint() throws {
    try folder.write("step,loss\n1,0.5\n2,0.4\n3,0.3\n4,0.", to: "metrics.csv")
    let log = try MetricsLog(metrics, columns: ["loss"], resumingAt: 2)
    try log.append(step: 3, ["loss": 0.25])
    #expect(try folder.read("metrics.csv") == "step,loss\n1,0.5\n2,0.4\n3,0.25\n")
  }

  @Test func aRunBegunAnewHasNewMetrics() throws {
    try folder.write("step,loss\n1,0.5\n", to: "metrics.csv")
    _ = try MetricsLog(metrics, columns: ["loss"])
    #expect(try folder.read("metrics.csv") == "step,loss\n")
  }

  @Test func otherColumnsAreAnError() throws {
    try folder.write("step,loss\n1,0.5\n", to: "metrics.csv")
    #expect(
      message(in: folder) { _ = try MetricsLog(metrics, columns: ["loss", "rate"], resumingAt: 1) }
        == "DIR/metrics.csv: the columns are step, loss; the resumed run writes step, loss, rate.")
  }

  @Test func eventsAreOneObjectALine() throws {
    let log = try EventLog(events)
    try log.append("checkpoint", ["step": 3, "loss": .number(.infinity), "path": "a/b", "files": .list([1, true])])
    let text = try folder.read("events.jsonl")
    #expect(text.hasSuffix("Z\"}\n"))
    let object = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    #expect(object["event"] as? String == "checkpoint")
    #expect(object["step"] as? Int == 3)
    #expect(object["loss"] as? String == "inf")
    #expect(object["path"] as? String == "a/b")
  }

  @Test func aLineCutShortIsTakenAway() throws {
    try folder.write("{\"event\":\"start\"}\n{\"event\":\"st", to: "events.jsonl")
    try EventLog(events).append("resume")
    let lines = try folder.read("events.jsonl").split(separator: "\n")
    #expect(lines.count == 2)
    #expect(lines[1].contains("resume"))
  }

  @Test func aFullDiskIsAnError() throws {
    // Linux: each write to this device fails as if no space were left.
    try FileManager.default.createSymbolicLink(at: events, withDestinationURL: URL(filePath: "/dev/full"))
    let log = try EventLog(events)
    let error = #expect(throws: FileError.self) { try log.append("start") }
    #expect(error?.failureClass == .inputOutput)
    #expect(
      error?.description == "\(events.path): cannot write: No space left on device. Free some space and go on with "
        + "--resume.")
  }

  @Test func anAtomicFileThatFailsLeavesNothing() throws {
    struct Stopped: Error {}
    try folder.write("old", to: "a.txt")
    #expect(throws: Stopped.self) {
      let writer = try AtomicFileWriter(folder.url.appending(path: "a.txt"))
      try writer.write(String(repeating: "new", count: 100_000))
      throw Stopped()
    }
    #expect(folder.entries == ["a.txt"])
    #expect(try folder.read("a.txt") == "old")
  }
}
