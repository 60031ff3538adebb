public import ACML

/// What keeps a plugin from being made, built, tested, checked or installed.
public enum PluginDevelopmentError: ClassifiedError, Equatable {
  /// A name that can't be an identifier.
  case name(String)
  /// A name whose module would be one of the core's or the toolchain's.
  case reservedName(String, module: String)
  /// The folder that a new plugin would go to.
  case notEmpty(folder: String)
  /// A folder that is no plugin package.
  case noPackage(folder: String, reason: String)
  /// The parts of the core that plugins are compiled against aren't where they belong.
  case noSDK(places: [String])
  /// No Swift compiler on `PATH`.
  case noCompiler
  /// No `make` on `PATH`, for a plugin that isn't in Swift.
  case noMake
  /// A tool that could not be run, or ended in an error; its own words are on stderr.
  case failed(tool: String, status: Int32)
  /// Not a plugin that could be loaded, and why.
  case notLoaded(file: String, reason: String)
  /// No folder to install to, since the environment names no home.
  case noUserFolder

  public var failureClass: FailureClass {
    switch self {
    case .name, .reservedName: .usage
    case .notEmpty: .cannotCreate
    case .noPackage: .missingInput
    case .noSDK, .noCompiler, .noMake, .notLoaded: .pluginUnavailable
    case .failed: .data
    case .noUserFolder: .cannotCreate
    }
  }

  public var description: String {
    switch self {
    case .name(let name):
      "`\(name)` can't be the name of a plugin; expected lower-case words with hyphens, such as `raman`"
    case .reservedName(let name, let module):
      "`\(name)` can't be the name of a plugin: there is a module \(module) already"
    case .notEmpty(let folder): "\(folder): the folder is there and not empty; choose another --output"
    case .noPackage(let folder, let reason): "\(folder): no plugin package: \(reason)"
    case .noSDK(let places):
      "the core's modules for plugins are in none of \(places.joined(separator: ", ")); "
        + "run `make build` in the repository, or `make install`"
    case .noCompiler:
      "no `swiftc` on PATH; plugins are built with the Swift toolchain that the program was built with, "
        + "\(BuildIdentity.core.compiler)"
    case .noMake: "no `make` on PATH, which builds the plugins that aren't in Swift (Debian packages make and gcc)"
    case .failed(let tool, let status): "\(tool) ended with the status \(status)"
    case .notLoaded(let file, let reason): "\(file): \(reason)"
    case .noUserFolder: "neither XDG_DATA_HOME nor HOME names an absolute path; say where to with --to"
    }
  }
}
