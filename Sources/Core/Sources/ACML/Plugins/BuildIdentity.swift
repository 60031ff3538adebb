internal import CPlugin
internal import Foundation

/// What the core was built with; a plugin must have been built with the same.
public struct BuildIdentity: Sendable, Equatable {
  public let coreVersion: String
  /// Digest of the core's sources.
  public let coreDigest: String
  /// The Swift and Clang versions.
  public let compiler: String
  /// `debug` or `release`.
  public let flavour: String

  /// The core of this process.
  public static let core: BuildIdentity = {
    var info = acml_plugin_info()
    info.size = UInt32(MemoryLayout<acml_plugin_info>.size)
    _ = fillPluginInfo(&info)
    return BuildIdentity(info)
  }()

  /// The shared library that holds the core of this process.
  public static let coreLibrary = acml_core_library().map {
    URL(filePath: String(cString: $0)).resolvingSymlinksInPath().path
  }

  /// Missing texts are taken as empty, which equals nothing that was built.
  init(_ info: acml_plugin_info) {
    func text(_ characters: UnsafePointer<CChar>?) -> String { characters.map { String(cString: $0) } ?? "" }
    coreVersion = text(info.core_version)
    coreDigest = text(info.core_digest)
    compiler = text(info.compiler)
    flavour = text(info.flavour)
  }
}
