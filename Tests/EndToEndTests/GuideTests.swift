import Foundation
import Testing

/// The guides are true: every command in them runs, in order, in an empty folder.
struct GuideTests {
  private static let guides = ["write-a-modality", "write-a-graph-encoder", "write-an-objective"]

  /// The lines of the blocks marked `sh`.
  private func commands(of guide: String) throws -> String {
    let text = try String(
      contentsOf: Workspace.repository.appending(path: "docs/\(guide).md"), encoding: .utf8)
    var lines: [Substring] = []
    var isCommand = false
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.hasPrefix("```") { isCommand = line == "```sh" } else if isCommand { lines.append(line) }
    }
    return lines.joined(separator: "\n")
  }

  @Test(arguments: guides)
  func everyCommandRuns(_ guide: String) throws {
    let workspace = try Workspace()
    let commands = try commands(of: guide)
    #expect(commands.contains("acml plugin new") && commands.contains("acml train"))
    try workspace.write("set -eu\n\(commands)\n", to: "guide.sh")
    let folder = workspace.program.deletingLastPathComponent().path
    // The shell takes the place of the program: it needs its folder on PATH.
    workspace.program = URL(filePath: "/bin/sh")
    let outcome = try workspace.start(["guide.sh"], shell: "PATH=\(folder):$PATH; export PATH").wait()
    #expect(outcome.code == 0, "\(outcome.message)\(outcome.output)")
  }
}
