public import Foundation

/// Where plugins are looked for, in order.
public struct PluginSearchPath: Sendable {
  /// A folder, or a single file where the user named one.
  public struct Entry: Sendable, Equatable {
    public let location: URL
    /// Named by the user, so that every library there is meant to be a plugin and the location must exist.
    public let isExplicit: Bool
    /// Who named it: `--plugin-path`, `ACML_PLUGIN_PATH`, or the rule it follows.
    public let reason: String
  }

  public let entries: [Entry]

  /// - Parameters:
  ///   - flags: the values of `--plugin-path`.
  ///   - environment: where `ACML_PLUGIN_PATH` is read: folders and files separated by colons. `XDG_DATA_HOME` or `HOME`
  ///     say where the user's own plugins lie.
  ///   - program: the running executable; beside it and in `../lib/acml/plugins` lie the plugins that come with it.
  public init(
    flags: [String] = [], environment: [String: String] = ProcessInfo.processInfo.environment,
    program: URL? = PluginSearchPath.runningProgram
  ) {
    func explicit(_ path: String, _ reason: String) -> Entry {
      Entry(location: URL(filePath: path), isExplicit: true, reason: reason)
    }
    let variable = "ACML_PLUGIN_PATH"
    let named = environment[variable, default: ""].split(separator: ":").map { explicit(String($0), variable) }
    let folder = program?.deletingLastPathComponent()
    let own = [
      Self.userFolder(environment).map { Entry(location: $0, isExplicit: false, reason: "the user's own") },
      folder.map { Entry(location: $0, isExplicit: false, reason: "beside the program") },
      folder.map {
        Entry(
          location: $0.deletingLastPathComponent().appending(path: "lib/acml/plugins"), isExplicit: false,
          reason: "installed with the program")
      },
    ]
    entries = flags.map { explicit($0, "--plugin-path") } + named + own.compactMap { $0 }
  }

  /// Where `acml plugin install` puts a plugin: `acml/plugins` in the user's data folder (XDG Base Directory
  /// Specification 0.8). A relative path is passed over, as that specification asks: nothing is ever loaded from the
  /// current folder unless the user names it.
  public static func userFolder(
    _ environment: [String: String] = ProcessInfo.processInfo.environment
  ) -> URL? {
    func absolute(_ variable: String) -> URL? {
      environment[variable].flatMap { $0.hasPrefix("/") ? URL(filePath: $0) : nil }
    }
    return (absolute("XDG_DATA_HOME") ?? absolute("HOME")?.appending(path: ".local/share"))?
      .appending(path: "acml/plugins")
  }

  /// The running executable, with symbolic links resolved.
  public static var runningProgram: URL? {
    try? URL(filePath: FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"))
  }
}
