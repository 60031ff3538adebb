internal import ACML
public import Foundation

/// A plugin's sources. What is built goes to `.build/acml`.
///
/// In Swift `Sources/NAME` is its one module, `Tests/NAMETests` its tests, and each file of `Tools`, if there are any, a
/// program that imports the module and is called as the file. In any other language there is a `Makefile` with a line
/// `NAME = …`, whose goal `library` makes `.build/acml/libNAME.so` and whose goal `test` tries it.
public struct PluginPackage: Sendable {
  public let folder: URL
  /// The name of the module, and of the library.
  public let module: String
  /// Whether `make` builds it.
  let hasMakefile: Bool

  /// - Throws: ``PluginDevelopmentError/noPackage(folder:reason:)``.
  public init(_ folder: URL) throws(PluginDevelopmentError) {
    self.folder = folder.standardizedFileURL
    let makefile = folder.appending(path: "Makefile")
    let hasSources = FileManager.default.fileExists(atPath: folder.appending(path: "Sources").path)
    hasMakefile = !hasSources && FileManager.default.fileExists(atPath: makefile.path)
    guard !hasMakefile else {
      let text = (try? String(contentsOf: makefile, encoding: .utf8)) ?? ""
      guard let name = text.firstMatch(of: /(?m)^NAME[ \t]*:?=[ \t]*(\w+)[ \t]*$/) else {
        throw .noPackage(
          folder: folder.path,
          reason: "expected a line `NAME = …` in its Makefile, which says what the library is called")
      }
      module = String(name.1)
      return
    }
    let modules = Self.folders(in: folder.appending(path: "Sources"))
    guard let module = modules.first else {
      throw .noPackage(
        folder: folder.path, reason: "expected the folder Sources/NAME, NAME being its module, or a Makefile")
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
