import ACML
import Foundation

/// Plugins made for a test, in a folder that lives as long as this object.
final class PluginFixture {
  let folder: URL

  /// The folder `Tests`.
  static let tests = URL(filePath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
    .deletingLastPathComponent()
  static let header = tests.deletingLastPathComponent().appending(path: "Sources/Core/Sources/CPlugin")

  init() throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "acml-plugins-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  /// Flags that make `Described.c` say what the core itself says.
  static var truth: [String: String] {
    let core = BuildIdentity.core
    return [
      "REPORTED_DIGEST": text(core.coreDigest), "REPORTED_COMPILER": text(core.compiler),
      "REPORTED_FLAVOUR": text(core.flavour),
    ]
  }

  /// A C string for a flag.
  static func text(_ value: String) -> String { "\"\(value)\"" }

  /// Compiles C fixtures into a shared library.
  @discardableResult
  func compile(
    _ sources: [URL], to name: String, definitions: [String: String] = [:], flags: [String] = []
  ) throws -> URL {
    let library = folder.appending(path: name)
    let (status, output) = try run(
      ["clang", "-shared", "-fPIC", "-o", library.path, "-I", Self.header.appending(path: "include").path]
        + truth(definitions) + sources.map(\.path) + flags)
    guard status == 0 else { throw CompilationFailed(output: output) }
    return library
  }

  private func truth(_ definitions: [String: String]) -> [String] {
    Self.truth.merging(definitions) { $1 }.map { "-D\($0)=\($1)" }.sorted()
  }

  /// Compiles a file of `Tests/Fixtures/plugins`.
  @discardableResult
  func compile(
    _ source: String, to name: String, definitions: [String: String] = [:], flags: [String] = []
  ) throws -> URL {
    try compile(
      [Self.tests.appending(path: "Fixtures/plugins/\(source)")], to: name, definitions: definitions, flags: flags)
  }

  /// Loads what is in the folder and nothing else.
  func load(isExplicit: Bool = true, into registry: Registry = Registry()) -> PluginCatalog {
    PluginLoader(
      PluginSearchPath(
        flags: isExplicit ? [folder.path] : [], environment: [:],
        program: isExplicit ? nil : folder.appending(path: "acml"))
    ).load(into: registry)
  }
}

struct CompilationFailed: Error {
  let output: String
}

/// Runs a tool found on `PATH`.
func run(_ command: [String]) throws -> (status: Int32, output: String) {
  let process = Process()
  process.executableURL = URL(filePath: "/usr/bin/env")
  process.arguments = command
  let pipe = Pipe()
  process.standardOutput = pipe
  process.standardError = pipe
  try process.run()
  let output = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
  process.waitUntilExit()
  return (process.terminationStatus, output)
}
