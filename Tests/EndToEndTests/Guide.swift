import Foundation
import Testing

/// A page of the documentation, and the commands on it.
struct Guide: CustomTestStringConvertible, Sendable {
  /// A fenced block: what stands behind the fence, and the lines inside.
  struct Block: Sendable {
    let words: [String]
    let line: Int
    var lines: [String] = []

    /// Whether the commands are run, or only read: those that need hours, other machines or files of the reader's own.
    var isSlow: Bool { words.contains("slow") }
    /// A library that the commands need and that ACML itself doesn't.
    var library: String? { words.first { $0.hasPrefix("needs=") }.map { String($0.dropFirst("needs=".count)) } }
  }

  /// Relative to the repository.
  let path: String
  let blocks: [Block]
  var testDescription: String { path }

  init(_ path: String) throws {
    self.path = path
    let text = try String(contentsOf: Workspace.repository.appending(path: path), encoding: .utf8)
    var blocks: [Block] = []
    var isInside = false
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      if line.hasPrefix("```") {
        isInside.toggle()
        if isInside {
          blocks.append(Block(words: line.dropFirst(3).split(separator: " ").map(String.init), line: index + 1))
        }
      } else if isInside {
        blocks[blocks.count - 1].lines.append(String(line))
      }
    }
    self.blocks = blocks
  }

  /// The blocks that begin with a word: `sh`, `console`.
  func blocks(_ word: String) -> [Block] { blocks.filter { $0.words.first == word } }

  /// Where a reader runs its commands: an example's own folder, or the repository.
  var folder: String { path.hasPrefix("Examples/") ? String(path.prefix { $0 != "." }.dropLast("/README".count)) : "." }

  /// Every page with commands.
  static let all: [Guide] = {
    let files = FileManager.default
    let root = Workspace.repository
    let guides = (try? files.contentsOfDirectory(atPath: root.appending(path: "docs").path)) ?? []
    let examples = (try? files.contentsOfDirectory(atPath: root.appending(path: "Examples").path)) ?? []
    let paths = ["README.md"] + guides.map { "docs/\($0)" } + examples.map { "Examples/\($0)/README.md" }
    return paths.sorted().filter { $0.hasSuffix(".md") }.compactMap { try? Guide($0) }
  }()
}
