internal import ACML
public import Foundation

extension PluginPackage {
  /// Compiles the plugin, and nothing of the core.
  /// - Returns: the library.
  /// - Throws: ``PluginDevelopmentError``; the compiler's own words go to stderr.
  @discardableResult
  public func build(_ sdk: PluginSDK) throws -> URL {
    try createFolder(products)
    if hasMakefile { return try make(sdk) }
    // A library that a running program has mapped must be replaced, never written over.
    let fresh = products.appending(path: "lib\(module).so.\(ProcessInfo.processInfo.processIdentifier)")
    defer { try? FileManager.default.removeItem(at: fresh) }
    try Tool.swiftc(
      ["-emit-library", "-wmo", "-parse-as-library", "-module-name", module]
        + ["-emit-module", "-emit-module-path", products.appending(path: "\(module).swiftmodule").path]
        + sdk.compilerFlags + sources + sdk.linkerFlags + ["-o", fresh.path],
      in: folder)
    try replace(library, with: fresh)
    return library
  }

  /// Builds the plugin and its tests, and runs them.
  /// - Throws: ``PluginDevelopmentError/failed(tool:status:)`` if a test fails.
  public func test(_ sdk: PluginSDK) throws {
    if hasMakefile { return try Tool.make("test", sdk, in: folder) }
    guard !tests.isEmpty else {
      throw PluginDevelopmentError.noPackage(folder: folder.path, reason: "there is no .swift file in Tests")
    }
    try build(sdk)
    let runner = products.appending(path: "Runner.swift")
    try Data(Self.runner.utf8).write(to: runner)
    let program = products.appending(path: "\(module)Tests")
    let paths = [products.path, sdk.library.path].flatMap { ["-Xlinker", "-rpath", "-Xlinker", $0] }
    try Tool.swiftc(
      ["-emit-executable", "-parse-as-library", "-module-name", "\(module)Tests", "-I", products.path]
        // Last: tests aren't worth optimising.
        + sdk.compilerFlags + ["-Onone"] + tests + [runner.path]
        + sdk.linkerFlags + ["-L", products.path, "-l\(module)"] + paths + ["-o", program.path],
      in: folder)
    try Tool.run(program, [], in: folder)
  }

  private func make(_ sdk: PluginSDK) throws -> URL {
    try Tool.make("library", sdk, in: folder)
    guard FileManager.default.fileExists(atPath: library.path) else {
      throw PluginDevelopmentError.noPackage(
        folder: folder.path, reason: "`make library` left no .build/acml/\(library.lastPathComponent)")
    }
    return library
  }

  /// The entry of swift-testing that SwiftPM's own runners call.
  private static let runner = """
    import Testing

    @main struct Runner {
      static func main() async { await Testing.__swiftPMEntryPoint() as Never }
    }

    """

  /// Builds the plugin and puts it into a folder of the search path.
  /// - Parameter folder: the user's own unless given.
  /// - Returns: the installed file.
  public func install(_ sdk: PluginSDK, to folder: URL? = nil) throws -> URL {
    guard let folder = folder ?? PluginSearchPath.userFolder() else { throw PluginDevelopmentError.noUserFolder }
    try build(sdk)
    try createFolder(folder)
    let installed = folder.appending(path: library.lastPathComponent)
    let fresh = folder.appending(path: ".\(library.lastPathComponent).\(ProcessInfo.processInfo.processIdentifier)")
    defer { try? FileManager.default.removeItem(at: fresh) }
    try FileManager.default.copyItem(at: library, to: fresh)
    try replace(installed, with: fresh)
    return installed
  }
}
