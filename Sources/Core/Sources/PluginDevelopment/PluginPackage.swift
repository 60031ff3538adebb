internal import ACML
public import Foundation

/// A plugin's sources: `Sources/NAME` is its one module, `Tests/NAMETests` its tests, and each file of `Tools`, if there are
/// any, a program that imports the module and is called as the file. What is built goes to `.build/acml`.
public struct PluginPackage: Sendable {
  public let folder: URL
  /// The name of the module, and of the library.
  public let module: String

  /// - Throws: ``PluginDevelopmentError/noPackage(folder:reason:)``.
  public init(_ folder: URL) throws(PluginDevelopmentError) {
    self.folder = folder.standardizedFileURL
    let modules = Self.folders(in: folder.appending(path: "Sources"))
    guard let module = modules.first else {
      throw .noPackage(folder: folder.path, reason: "expected the folder Sources/NAME, NAME being its module")
    }
    guard modules.count == 1 else {
      throw .noPackage(
        folder: folder.path, reason: "found the modules \(modules.joined(separator: ", ")); expected one")
    }
    self.module = module
    guard !sources.isEmpty else {
      throw .noPackage(folder: folder.path, reason: "there is no .swift file in Sources/\(module)")
    }
  }

  /// The library that ``build(_:)`` makes.
  public var library: URL { products.appending(path: "lib\(module).so") }
  var products: URL { folder.appending(path: ".build/acml") }
  var sources: [String] { Self.swiftFiles(in: folder.appending(path: "Sources/\(module)")) }
  var tools: [URL] { Self.swiftFiles(in: folder.appending(path: "Tools")).map { URL(filePath: $0) } }
  var tests: [String] { Self.swiftFiles(in: folder.appending(path: "Tests")) }

  private static func folders(in folder: URL) -> [String] {
    let keys: [URLResourceKey] = [.isDirectoryKey]
    let entries = try? FileManager.default.contentsOfDirectory(
      at: folder, includingPropertiesForKeys: keys, options: .skipsHiddenFiles)
    return (entries ?? []).filter { (try? $0.resourceValues(forKeys: Set(keys)).isDirectory) == true }
      .map(\.lastPathComponent).sorted()
  }

  private static func swiftFiles(in folder: URL) -> [String] {
    let paths = (try? FileManager.default.subpathsOfDirectory(atPath: folder.path)) ?? []
    return paths.filter { $0.hasSuffix(".swift") }.sorted().map { folder.appending(path: $0).path }
  }
}
