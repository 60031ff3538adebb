internal import ACML
public import Foundation

extension PluginPackage {
  /// Compiles the plugin and the programs that go with it, and nothing of the core. Where nothing has changed since the
  /// last time, neither here nor in the core, nothing is compiled.
  /// - Returns: the library.
  /// - Throws: ``PluginDevelopmentError``; the compiler's own words go to stderr.
  @discardableResult
  public func build(_ sdk: PluginSDK) throws -> URL {
    try createFolder(products)
    if hasMakefile { return try make(sdk) }
    let (inputs, record) = (try inputDigest(sdk), products.appending(path: "inputs"))
    if (try? String(contentsOf: record, encoding: .utf8)) == inputs,
      FileManager.default.fileExists(atPath: library.path)
    {
      return library
    }
    try? FileManager.default.removeItem(at: record)
    // A library that a running program has mapped must be replaced, never written over.
    let fresh = products.appending(path: "lib\(module).so.\(ProcessInfo.processInfo.processIdentifier)")
    defer { try? FileManager.default.removeItem(at: fresh) }
    try Tool.swiftc(
      ["-emit-library", "-wmo", "-parse-as-library", "-module-name", module]
        + ["-emit-module", "-emit-module-path", products.appending(path: "\(module).swiftmodule").path]
        + sdk.compilerFlags + sources + sdk.linkerFlags + ["-o", fresh.path],
      in: folder)
    try replace(library, with: fresh)
    for tool in tools {
      let name = tool.deletingPathExtension().lastPathComponent
      _ = try link(name, [tool.path], sdk)
    }
    try Data(inputs.utf8).write(to: record)
    return library
  }

  /// A digest of all that the result of a build depends on.
  private func inputDigest(_ sdk: PluginSDK) throws -> String {
    var digest = Digest()
    digest.add("\(BuildIdentity.core) \(sdk.compilerFlags) \(sdk.linkerFlags)")
    for path in sources + tools.map(\.path) {
      digest.add(path)
      try Data(contentsOf: URL(filePath: path)).withUnsafeBytes { digest.add($0) }
    }
    return digest.text
  }

  /// Compiles a program that imports the plugin's module.
  private func link(_ name: String, _ sources: [String], options: [String] = [], _ sdk: PluginSDK) throws -> URL {
    let program = products.appending(path: name)
    let paths = [products.path, sdk.library.path].flatMap { ["-Xlinker", "-rpath", "-Xlinker", $0] }
    try Tool.swiftc(
      ["-emit-executable", "-parse-as-library", "-module-name", name.replacing("-", with: "_"), "-I", products.path]
        + sdk.compilerFlags + options + sources + sdk.linkerFlags + ["-L", products.path, "-l\(module)"] + paths
        + ["-o", program.path],
      in: folder)
    return program
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
    // Tests aren't worth optimising.
    let program = try link("\(module)Tests", tests + [runner.path], options: ["-Onone"], sdk)
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
  /// - Parameters:
  ///   - sdk: what plugins are compiled against.
  ///   - folder: the user's own unless given.
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
