import ACML
import Foundation
import Testing

/// The documentation is true.
///
/// Commands in blocks marked `sh` run, in order, in a folder that holds what a reader has: configurations, examples and a
/// part of the sample. Those marked `sh slow` are read: each `acml` must be a command line that the program takes, each
/// configuration in it one without a fault, and each `make` a target. What is marked `console` shows commands and what they
/// print, and that is compared.
struct GuideTests {
  static let running = Guide.all.filter { guide in guide.blocks("sh").contains { !$0.isSlow } }
  static let slow = Guide.all.filter { guide in guide.blocks("sh").contains { $0.isSlow } }
  static let printing = Guide.all.filter { !$0.blocks("console").isEmpty }

  @Test func everyKindOfPageHasCommands() {
    let paths = Set(Self.running.map(\.path))
    #expect(paths.isSuperset(of: ["docs/write-a-modality.md", "docs/foreign-functions.md"]))
    #expect(paths.isSuperset(of: ["Examples/RamanModality/README.md", "Examples/AttentiveGraphEncoder/README.md"]))
    #expect(Self.slow.contains { $0.path == "README.md" })
    #expect(Self.printing.contains { $0.path == "docs/troubleshooting.md" })
  }

  @Test(arguments: running)
  func everyCommandRuns(_ guide: Guide) throws {
    let workspace = try Workspace.repositoryCopy()
    let blocks = guide.blocks("sh").filter { block in
      !block.isSlow && block.library.map { dlopen($0, RTLD_LAZY) != nil } != false
    }
    try workspace.write(
      "set -eu\ncd \(guide.folder)\n\(blocks.flatMap(\.lines).joined(separator: "\n"))\n", to: "guide.sh")
    let outcome = try workspace.sh("guide.sh")
    #expect(outcome.code == 0, "\(outcome.message)\(outcome.output)")
  }

  @Test(arguments: slow)
  func everyOtherCommandCouldRun(_ guide: Guide) throws {
    let workspace = try Workspace.repositoryCopy()
    let grammar = try CommandGrammar(workspace)
    let makefile = try String(contentsOf: Workspace.repository.appending(path: "Makefile"), encoding: .utf8)
    for block in guide.blocks("sh") where block.isSlow {
      for line in block.lines {
        // Comments go; quotes are not needed by any of them.
        let words = line.prefix { $0 != "#" }.split(separator: " ").map(String.init)
        switch words.first {
        case nil: continue
        case "acml", "$acml":
          let fault = grammar.fault(in: Array(words.dropFirst()))
          #expect(fault == nil, "\(guide.path): \(line)")
          try checkConfiguration(of: words, in: workspace)
        case "make":
          #expect(makefile.contains("\n\(words.dropFirst().first ?? ""):"), "\(guide.path): \(line)")
        case let word?: #expect(word.contains("="), "\(guide.path): only acml and make are read: \(line)")
        }
      }
    }
  }

  /// A run's configuration, with the settings of its command line.
  private func checkConfiguration(of words: [String], in workspace: Workspace) throws {
    guard words.count > 2, ["train", "pretrain"].contains(words[1]), workspace.exists(words[2]) else { return }
    let settings = words.indices.filter { words[$0] == "--set" }.flatMap { words[$0...($0 + 1)] }
    let outcome = try workspace.start(["config", "check", words[2]] + settings).wait()
    #expect(outcome.code == 0, "\(outcome.message)")
  }

  @Test(arguments: printing)
  func everyMessageIsPrinted(_ guide: Guide) throws {
    let workspace = try Workspace.repositoryCopy()
    try workspace.prepareFaults()
    for block in guide.blocks("console") {
      let shown = block.lines.joined(separator: "\n") + "\n"
      var printed = ""
      for line in block.lines where line.hasPrefix("$ ") {
        try workspace.write(String(line.dropFirst(2)) + "\n", to: "command.sh")
        let outcome = try workspace.sh("command.sh")
        printed +=
          line + "\n" + (outcome.output + outcome.message).replacing(workspace.folder.path, with: "/project")
      }
      printed = printed.replacing(workspace.folder.path, with: "/project")
        .replacing(BuildIdentity.core.compiler, with: "VERSION")
      #expect(printed == shown, "\(guide.path):\(block.line)")
    }
  }
}

extension Workspace {
  /// A folder with what a reader of the guides has: configurations, examples, and the first 400 molecules of the sample.
  static func repositoryCopy() throws -> Workspace {
    let workspace = try Workspace()
    let files = FileManager.default
    try files.copyItem(at: repository.appending(path: "configs"), to: workspace.url("configs"))
    let built: Set = [".build", "runs", "data", ".swiftpm"]
    for example in try files.contentsOfDirectory(atPath: repository.appending(path: "Examples").path) {
      let source = repository.appending(path: "Examples/\(example)")
      try files.createDirectory(at: workspace.url("Examples/\(example)"), withIntermediateDirectories: true)
      for entry in try files.contentsOfDirectory(atPath: source.path) where !built.contains(entry) {
        try files.copyItem(at: source.appending(path: entry), to: workspace.url("Examples/\(example)/\(entry)"))
      }
    }
    let sample = "Examples/data/aqsoldb.csv"
    let lines = try workspace.text(sample).split(separator: "\n")
    let part = lines.prefix(401) + lines.filter { $0.hasPrefix("clintox-") }.prefix(1)
    try workspace.write(part.joined(separator: "\n") + "\n", to: sample)
    return workspace
  }

  /// Runs a script with the program on `PATH`.
  func sh(_ script: String) throws -> Outcome {
    let folder = program.deletingLastPathComponent().path
    // The shell takes the place of the program.
    program = URL(filePath: "/bin/sh")
    defer { program = URL(filePath: folder).appending(path: "acml") }
    return try start([script], shell: "PATH=\(folder):$PATH; export PATH").wait()
  }

  /// Files with the faults that `docs/troubleshooting.md` speaks of.
  fileprivate func prepareFaults() throws {
    let train = try text("train.yaml")
    try write(train.replacing("pairs:", with: "piars:"), to: "typo.yaml")
    try write("name: [a\n", to: "broken.yaml")
    try write("id,smiles\na,CCO\nb,C1CC\n", to: "bad.csv")
    try write("NAME: x\nNum Peaks: 2\n10 5\n", to: "spectra.txt")
    try write("PK", to: "library.docx")
    try pretrain()
  }
}
