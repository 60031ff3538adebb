/// What became of a file that was looked at in the search for plugins.
public struct PluginReport: Sendable, Equatable, CustomStringConvertible {
  public enum Outcome: Sendable, Equatable {
    /// Loaded; the ids that it registered, sorted.
    case loaded(ids: [String])
    /// Not loaded, and why.
    case refused(PluginRefusal)
    /// A library of another kind that happens to lie beside the plugins.
    case notAPlugin
  }

  public let path: String
  public let outcome: Outcome

  public var isRefused: Bool {
    if case .refused = outcome { true } else { false }
  }

  public var description: String {
    switch outcome {
    case .loaded(let ids): "\(path): \(ids.joined(separator: ", "))"
    case .refused(let refusal): "\(path): \(refusal)"
    case .notAPlugin: "\(path): no plugin"
    }
  }
}

/// Why a file was not loaded as a plugin.
public enum PluginRefusal: Error, Equatable, CustomStringConvertible {
  /// No such file or folder, or not readable; the system's words.
  case unreadable(String)
  /// No shared library of this machine.
  case notALibrary(String)
  case noEntry
  /// The user has said what may be loaded: neither this plugin by its name, nor one of the ids that its file declares.
  case notAllowed(name: String, ids: [String])
  /// It has a core of its own, or none at all: its types would not be the program's.
  case ownCore
  /// Built against something else than the core that is running.
  case mismatch(field: String, found: String, expected: String)
  /// The entry could not describe the plugin.
  case entryFailed(code: Int32)
  /// A C library that says of itself what can't be; what.
  case faultyDescription(String)
  /// The dynamic linker's words.
  case notLinked(String)

  public var description: String {
    switch self {
    case .unreadable(let reason): "can't be read: \(reason)"
    case .notALibrary(let reason): "is no shared library for this machine: \(reason)"
    case .noEntry: "is no ACML plugin: it exports neither `acml_plugin_entry` nor `acml_c_plugin`"
    case .notAllowed(let name, let ids):
      "is not allowed; add `\(name)`\(ids.isEmpty ? "" : ", or some of \(ids.joined(separator: ", "))," ) to --allow-plugins"
    case .ownCore:
      "holds a copy of the core of its own; link the product ACML as a dynamic library and rebuild: \(Self.rebuild)"
    case .mismatch(let field, let found, let expected):
      "was built for another core: its \(field) is \(found), expected \(expected); rebuild it: \(Self.rebuild)"
    case .entryFailed(let code): "its entry ended with the code \(code); rebuild it: \(Self.rebuild)"
    case .faultyDescription(let fault): "describes itself wrongly: \(fault)"
    case .notLinked(let reason): "can't be linked: \(reason); rebuild it: \(Self.rebuild)"
    }
  }

  /// The command that builds a plugin as the core was built.
  private static var rebuild: String {
    "acml plugin build FOLDER, or swift build -c \(BuildIdentity.core.flavour) for one that comes with the program"
  }
}
