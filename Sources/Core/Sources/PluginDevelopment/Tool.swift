internal import ACML
internal import Foundation

/// A program of the toolchain, or one that it has built. What it says goes to stderr, so that stdout is the command's.
enum Tool {
  static func swiftc(_ arguments: [String], in folder: URL) throws {
    guard let compiler = find("swiftc") else { throw PluginDevelopmentError.noCompiler }
    try run(compiler, arguments, in: folder)
  }

  /// Makes a goal of a folder's Makefile, which is told where `acml_plugin.h` lies.
  static func make(_ goal: String, _ sdk: PluginSDK, in folder: URL) throws {
    guard let make = find("make") else { throw PluginDevelopmentError.noMake }
    try run(make, [goal, "ACML_INCLUDE=\(sdk.include.path)"], in: folder)
  }

  private static func find(_ name: String) -> URL? {
    ProcessInfo.processInfo.environment["PATH", default: ""].split(separator: ":")
      .map { URL(filePath: String($0)).appending(path: name) }
      .first { FileManager.default.isExecutableFile(atPath: $0.path) }
  }

  static func run(_ program: URL, _ arguments: [String], in folder: URL) throws {
    let process = Process()
    process.executableURL = program
    process.arguments = arguments
    process.currentDirectoryURL = folder
    process.standardOutput = FileHandle.standardError
    try process.run()
    process.waitUntilExit()
    guard process.terminationReason == .exit, process.terminationStatus == 0 else {
      let status = process.terminationStatus
      throw PluginDevelopmentError.failed(
        tool: program.lastPathComponent, status: process.terminationReason == .exit ? status : 128 + status)
    }
  }
}
