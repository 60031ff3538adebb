import Foundation
import Testing

/// Every subcommand explains itself, with examples, and prints JSON where it offers to.
struct HelpTests {
  @Test(arguments: [
    [], ["train"], ["pretrain"], ["retrieve"], ["index"], ["isomers"], ["embed"], ["evaluate"], ["predict"], ["explain"],
    ["report"], ["bench"], ["config", "check"], ["plugin", "list"],
    ["plugin", "describe"], ["plugin", "new"], ["plugin", "build"], ["plugin", "test"], ["plugin", "check"],
    ["plugin", "install"], ["data", "check"], ["data", "convert"],
    ["data", "simulate"], ["data", "get"], ["doctor"],
  ])
  func showsExamples(_ subcommand: [String]) throws {
    let outcome = try Workspace().start(subcommand + ["--help"]).wait()
    #expect(outcome.code == 0)
    #expect(outcome.output.contains("EXAMPLES\n  acml"))
    #expect(outcome.message.isEmpty)
  }

  @Test(arguments: [
    ["plugin", "list"], ["plugin", "describe", "gin"], ["doctor"], ["config", "check", "train.yaml"],
    ["config", "check", "pretrain.yaml"],
  ])
  func printsOneJSONObject(_ arguments: [String]) throws {
    let outcome = try Workspace().start(arguments + ["--json"]).wait()
    #expect(outcome.code == 0, "\(outcome.message)")
    #expect(try !outcome.json().isEmpty)
  }

  /// A flag wins over the file, and the file over the default.
  @Test
  func tellsWhereEachValueComesFrom() throws {
    let values = try Workspace().acml("config", "check", "train.yaml", "--set", "graph.encoder=gat", "--json").json()
    func origin(_ path: String) throws -> String {
      try #require((values[path] as? [String: String])?["origin"])
    }
    #expect(try origin("graph.encoder") == "--set graph.encoder=gat")
    #expect(try origin("graph.settings.layers") == "train.yaml:6:23")
    #expect(try origin("training.optimizer.type") == "default")
    #expect(try origin("pairs.0.objective.settings.initialTemperature") == "default")
  }
}
