import ACML
import Foundation
import Testing

/// The built `acml`, run as a user would, in a folder of its own.
final class Workspace {
  /// How a command ended.
  struct Outcome {
    let code: Int32
    let output: String
    let message: String

    /// The JSON object on stdout.
    func json() throws -> [String: Any] {
      try #require(try JSONSerialization.jsonObject(with: Data(output.utf8)) as? [String: Any])
    }
  }

  let folder: URL
  var program: URL

  static let repository = URL(filePath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  /// The folder in which the command and the plugins were built: that of the core's library.
  static var build: URL {
    get throws { URL(filePath: try #require(BuildIdentity.coreLibrary)).deletingLastPathComponent() }
  }

  init() throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "acml-\(UUID().uuidString)")
      .resolvingSymlinksInPath()
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    program = try Self.build.appending(path: "acml")
    try writeExperiments()
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  func url(_ path: String) -> URL { folder.appending(path: path) }

  func write(_ text: String, to path: String) throws { try Data(text.utf8).write(to: url(path)) }

  func data(_ path: String) throws -> Data { try Data(contentsOf: url(path)) }

  func text(_ path: String) throws -> String { String(decoding: try data(path), as: UTF8.self) }

  func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: url(path).path) }

  /// Starts the command; its output goes to files, so that no pipe can fill up.
  func start(_ arguments: [String], shell: String? = nil) throws -> Running {
    let process = Process()
    let (output, message) = (url("stdout-\(UUID().uuidString)"), url("stderr-\(UUID().uuidString)"))
    for file in [output, message] { try Data().write(to: file) }
    process.standardOutput = try FileHandle(forWritingTo: output)
    process.standardError = try FileHandle(forWritingTo: message)
    process.standardInput = FileHandle.nullDevice
    process.currentDirectoryURL = folder
    // With the user's own folders elsewhere, no plugin that was installed on this machine takes part.
    process.environment = ProcessInfo.processInfo.environment.merging([
      "ACML_STORE": url("store").path, "XDG_DATA_HOME": url("share").path,
      // What prints backtraces would hold the output of a program that crashes, and the test would wait for ever.
      "SWIFT_BACKTRACE": "enable=no",
    ]) { $1 }
    process.executableURL = shell == nil ? program : URL(filePath: "/bin/sh")
    process.arguments = shell.map { ["-c", "\($0); exec \"$0\" \"$@\"", program.path] + arguments } ?? arguments
    try process.run()
    return Running(workspace: self, process: process, output: output, message: message)
  }

  /// Runs the command to its end.
  @discardableResult
  func acml(_ arguments: String..., shell: String? = nil) throws -> Outcome {
    try start(arguments, shell: shell).wait()
  }

  struct Running {
    /// Kept, since its folder goes with it.
    let workspace: Workspace
    let process: Process
    let output: URL
    let message: URL

    func wait() throws -> Outcome {
      process.waitUntilExit()
      return Outcome(
        // Death by a signal shows as a negative code, which no expectation equals.
        code: process.terminationReason == .exit ? process.terminationStatus : -process.terminationStatus,
        output: String(decoding: try Data(contentsOf: output), as: UTF8.self),
        message: String(decoding: try Data(contentsOf: message), as: UTF8.self))
    }
  }

  /// A hundred molecules of the sample and one row that doesn't parse, with a pre-training and a training of seconds.
  private func writeExperiments() throws {
    let sample = Self.repository.appending(path: "Examples/data/aqsoldb.csv")
    let lines = String(decoding: try Data(contentsOf: sample), as: UTF8.self).split(separator: "\n")
    let molecules = lines.prefix(101) + lines.filter { $0.hasPrefix("clintox-") }.prefix(1)
    try write(molecules.joined(separator: "\n") + "\n", to: "molecules.csv")
    let shared = """
      seed: 4
      data: { molecules: molecules.csv, onInvalid: mark, split: { method: scaffold, train: 0.6, validation: 0.2, test: 0.2 } }
      """
    try write(
      """
      name: small-pretraining
      \(shared)
      encoder: smiles-transformer
      settings: { layers: 1, dimensions: 16, heads: 2, intermediateDimensions: 32 }
      training: { batchSize: 16, epochs: 2 }

      """, to: "pretrain.yaml")
    try write(
      """
      name: small
      \(shared)
      graph:
        encoder: gin
        settings: { layers: 2, hiddenDimensions: 16, outputDimensions: 16 }
      pairs:
        - modality: smiles
          encoder: smiles-transformer
          weights: runs/small-pretraining
          projection: { dimensions: 16 }
      training: { batchSize: 16, epochs: 3 }

      """, to: "train.yaml")
  }

  /// Makes the frozen encoder.
  func pretrain() throws {
    let outcome = try acml("pretrain", "pretrain.yaml", "--quiet")
    try #require(outcome.code == 0, "\(outcome.message)")
  }
}
