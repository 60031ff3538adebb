import Foundation
import Testing

/// The page of all keys is what the program says of itself.
struct ConfigurationReferenceTests {
  @Test func theCommittedPageIsUpToDate() throws {
    let outcome = try Workspace().acml("config", "reference")
    #expect(outcome.code == 0, "\(outcome.message)")
    let committed = try String(
      contentsOf: Workspace.repository.appending(path: "docs/configuration.md"), encoding: .utf8)
    // Line by line, so that a difference is short.
    let (found, expected) = (lines(committed), lines(outcome.output))
    #expect(found.difference(from: expected).isEmpty, "run `acml config reference > docs/configuration.md`")
  }

  private func lines(_ text: String) -> [Substring] { text.split(separator: "\n", omittingEmptySubsequences: false) }

  /// What the experiment file, a pre-training and each kind of plugin can be told, with type, default and range.
  @Test(arguments: [
    "| `graph.encoder` |", "| `pairs[].weights` |", "| `training.optimizer.learningRate` | number | `0.001` |",
    "| `pretraining` | mapping |", "### `gin`", "### `smiles-transformer`", "### `info-nce`", "### `lc-ms`",
    "| `layers` | integer | `5` | from 1 to 64 |",
  ])
  func coversEveryRoom(_ line: String) throws {
    #expect(try Workspace().acml("config", "reference").output.contains(line))
  }
}
