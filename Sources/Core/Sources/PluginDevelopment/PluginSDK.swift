public import ACML
public import Foundation

/// What plugins are compiled against: the core's Swift modules, its C module, and its library.
public struct PluginSDK: Sendable {
  /// The folder of the core's `.swiftmodule` files.
  public let modules: URL
  /// Names the C modules.
  public let moduleMap: URL
  /// The folder of `libACML.so`.
  public let library: URL

  /// Finds the modules that go with the running program: `../lib/acml/sdk` beside an installed one; for one that was
  /// built in the repository, its build folder and `Sources/Core/SDK`.
  /// - Throws: ``PluginDevelopmentError/noSDK(places:)``.
  public init(program: URL? = PluginSearchPath.runningProgram) throws(PluginDevelopmentError) {
    guard let program, let core = BuildIdentity.coreLibrary else { throw .noSDK(places: []) }
    let folder = program.deletingLastPathComponent()
    let installed = folder.deletingLastPathComponent().appending(path: "lib/acml/sdk")
    var candidates = [(modules: installed.appending(path: "modules"), moduleMap: installed.appending(path: Self.map))]
    var root = folder
    while root.path != "/" {
      root = root.deletingLastPathComponent()
      candidates.append((folder.appending(path: "Modules"), root.appending(path: "Sources/Core/SDK/\(Self.map)")))
    }
    let manager = FileManager.default
    let found = candidates.first {
      manager.fileExists(atPath: $0.modules.appending(path: "ACML.swiftmodule").path)
        && manager.fileExists(atPath: $0.moduleMap.path)
    }
    guard let found else {
      throw .noSDK(places: [installed.path, folder.appending(path: "Modules").path])
    }
    (modules, moduleMap) = found
    library = URL(filePath: core).deletingLastPathComponent()
  }

  private static let map = "module.modulemap"

  /// The compiler's flags: language, modules, and the optimisation that the core was built with, which the loader
  /// compares.
  public var compilerFlags: [String] {
    [
      "-swift-version", "6", "-I", modules.path, "-Xcc", "-fmodule-map-file=\(moduleMap.path)",
      BuildIdentity.core.flavour == "release" ? "-O" : "-Onone",
    ]
  }

  /// The folder of the C headers, `acml_plugin.h` among them.
  public var include: URL { moduleMap.deletingLastPathComponent().appending(path: "include") }

  public var linkerFlags: [String] { ["-L", library.path, "-lACML"] }

  /// Whether the core or the toolchain has a module of this name, which a plugin's would shadow.
  func hasModule(_ name: String) -> Bool {
    ["Swift", "Foundation", "Testing", "XCTest", "Glibc", "Dispatch", "CPlugin"].contains(name)
      || FileManager.default.fileExists(atPath: modules.appending(path: "\(name).swiftmodule").path)
  }
}
