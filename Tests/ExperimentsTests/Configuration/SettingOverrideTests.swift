import ACML
import Experiments
import Testing

struct SettingOverrideTests {
  private let file = "graph: {encoder: gin}\npairs:\n  - {weight: 1.0}\ntraining:\n"

  private func apply(_ assignments: [String]) throws -> SettingNode {
    try YAMLTests.read(file).applying(try assignments.map { try SettingOverride(assignment: $0) })
  }

  @Test(arguments: [
    ("graph.encoder=gat", "graph.encoder", "gat"),
    ("graph.settings.layers=3", "graph.settings", "{layers: 3}"),
    ("graph.settings={layers: 3}", "graph.settings.layers", "3"),
    ("pairs.0.weight=2", "pairs.0.weight", "2"),
    ("pairs.0.projection.dimensions=128", "pairs.0.projection", "{dimensions: 128}"),
    ("pairs.1.weight=2", "pairs", "[{weight: 1.0}, {weight: 2}]"),
    ("training.batchSize=8", "training", "{batchSize: 8}"),
    ("data.molecules=[a.csv, b.csv]", "data.molecules", "[a.csv, b.csv]"),
    ("name=", "name", "null"), ("name='5'", "name", "\"5\""), ("name=a=b", "name", "a=b"),
  ])
  func setsWhatThePathNames(_ assignment: String, _ path: SettingPath, _ inline: String) throws {
    #expect(try apply([assignment])[path: path]?.inline == inline)
  }

  @Test func theLastOneWinsAndTheFlagIsTheOrigin() throws {
    let node = try apply(["graph.encoder=gat", "graph.encoder=gcn"])
    #expect(node[path: "graph.encoder"]?.origin == .flag("--set graph.encoder=gcn"))
  }

  @Test(arguments: [
    ("graph", "--set graph: expected a dotted path, `=` and a value: graph.encoder=gat"),
    ("=gat", "--set =gat: expected a dotted path, `=` and a value: graph.encoder=gat"),
    ("graph..encoder=gat", "--set graph..encoder=gat: the path `graph..encoder` has an empty part"),
    (
      "pairs.2.weight=1",
      "--set pairs.2.weight=1: pairs.2.weight: `pairs` is a list of 1, so `2` must be a position from 0 to 1"
    ),
    ("pairs.x=1", "--set pairs.x=1: pairs.x: `pairs` is a list of 1, so `x` must be a position from 0 to 1"),
    (
      "graph.encoder.x=1", "--set graph.encoder.x=1: graph.encoder.x: `graph.encoder` is the value `gin` and has no `x`"
    ),
    ("name=[a", "--set name=[a: is no valid YAML: did not find expected ',' or ']'"),
  ])
  func namesTheFlagThatIsWrong(_ assignment: String, _ message: String) {
    let error = #expect(throws: SettingProblem.self) { try apply([assignment]) }
    #expect(error?.description == message)
  }
}
