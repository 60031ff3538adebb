internal import CPlugin
internal import Foundation

/// Finds plugins, checks that they fit, and lets them register.
public struct PluginLoader {
  public let searchPath: PluginSearchPath
  /// What may be loaded; `nil` for all.
  private let allowed: Set<String>?

  /// - Parameters:
  ///   - searchPath: where plugins are looked for.
  ///   - allowed: plugins and components that may be loaded; `nil` for all. A plugin is called as its file without `lib`
  ///     and `.so`; `raman`, `Raman` and `ra-man` are one name. An id allows that component alone, of a plugin whose file
  ///     declares it by an exported symbol. Of a file that isn't allowed nothing is run.
  public init(_ searchPath: PluginSearchPath, allowed: [String]? = nil) {
    self.searchPath = searchPath
    self.allowed = allowed.map(Set.init)
  }

  /// The ids that a plugin may register; `nil` for all.
  private func allowedIDs(of file: SharedLibraryFile, at path: String) throws(PluginRefusal) -> Set<String>? {
    let name = Self.name(of: path)
    guard let allowed, !allowed.contains(where: { Self.plain($0) == Self.plain(name) }) else { return nil }
    let ids = allowed.intersection(file.declaredIDs)
    if ids.isEmpty { throw .notAllowed(name: name, ids: file.declaredIDs) }
    return ids
  }

  private static func plain(_ name: String) -> String { name.lowercased().filter { $0 != "-" } }

  private static func name(of path: String) -> String {
    var name = URL(filePath: path).lastPathComponent
    if name.hasSuffix(".so") { name.removeLast(3) }
    return name.hasPrefix("lib") ? String(name.dropFirst(3)) : name
  }

  /// Loads every plugin on the search path.
  ///
  /// Nothing here throws: a file that can't be loaded is told in the catalog's reports, and matters only to a
  /// configuration that needs it.
  /// - Parameter registry: may hold components that are linked into the program.
  public func load(into registry: Registry = Registry()) -> PluginCatalog {
    var reports: [PluginReport] = []
    var seen: Set<String> = []
    for entry in searchPath.entries {
      for path in files(of: entry, &reports) where seen.insert(path).inserted {
        reports.append(PluginReport(path: path, outcome: load(path, isExplicit: entry.isExplicit, into: registry)))
      }
    }
    var catalog = registry.freeze()
    catalog.reports = reports
    return catalog
  }

  /// The files of an entry that can be plugins by their name, sorted, with symbolic links resolved.
  private func files(of entry: PluginSearchPath.Entry, _ reports: inout [PluginReport]) -> [String] {
    let location = entry.location.resolvingSymlinksInPath()
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: location.path, isDirectory: &isFolder) else {
      if entry.isExplicit {
        let refusal = PluginRefusal.unreadable("no such file or folder (named by \(entry.reason))")
        reports.append(PluginReport(path: location.path, outcome: .refused(refusal)))
      }
      return []
    }
    guard isFolder.boolValue else { return [location.path] }
    do {
      return try FileManager.default.contentsOfDirectory(atPath: location.path).sorted()
        .filter { $0.hasSuffix(".so") && !$0.hasPrefix("libswift") }
        .map { location.appending(path: $0).resolvingSymlinksInPath().path }
        .filter { $0 != BuildIdentity.coreLibrary }
    } catch {
      reports.append(
        PluginReport(path: location.path, outcome: .refused(.unreadable(error.localizedDescription))))
      return []
    }
  }

  private func load(_ path: String, isExplicit: Bool, into registry: Registry) -> PluginReport.Outcome {
    do throws(PluginRefusal) {
      let file = try SharedLibraryFile(reading: path)
      let isSwift = file.exports.contains(Self.symbol)
      guard isSwift || file.exports.contains(CLibrary.symbol) else {
        if isExplicit { throw .noEntry }
        return .notAPlugin
      }
      if file.exports.contains("acml_core_identity") { throw .ownCore }
      // Before the linker runs the first line of it.
      registry.allowed = try allowedIDs(of: file, at: path)
      registry.source = .plugin(path: path)
      defer { (registry.source, registry.allowed) = (.program, nil) }
      let (loading, describing) = (PluginCall(registry.source, "load"), PluginCall(registry.source, "describe itself"))
      let address = try loading { () throws(PluginRefusal) -> UnsafeMutableRawPointer in
        try Self.link(path, isSwift ? Self.symbol : CLibrary.symbol)
      }
      guard isSwift else {
        let entry = unsafeBitCast(address, to: CLibrary.Entry.self)
        let library = try describing { () throws(PluginRefusal) -> CLibrary in try CLibrary(entry) }
        try library.register(from: path, in: registry)
        return .loaded(ids: registry.ids(from: registry.source))
      }
      let entry = unsafeBitCast(address, to: EntryFunction.self)
      try describing { () throws(PluginRefusal) -> Void in try Self.check(entry) }
      let registering = PluginCall(registry.source, "register")
      var info = acml_plugin_info()
      let code = registering { entry(&info, Unmanaged.passUnretained(registry).toOpaque()) }
      guard code == 0 else { throw .entryFailed(code: code) }
      return .loaded(ids: registry.ids(from: registry.source))
    } catch {
      return .refused(error)
    }
  }

  private typealias EntryFunction =
    @convention(c) (
      UnsafeMutablePointer<acml_plugin_info>, UnsafeMutableRawPointer?
    ) -> Int32

  /// What a plugin in Swift exports.
  private static let symbol = "acml_plugin_entry"

  /// Never undone: Swift code can't be unloaded.
  private static func link(_ path: String, _ name: String) throws(PluginRefusal) -> UnsafeMutableRawPointer {
    // The linker's words must be copied before anyone else on this thread asks it for something.
    func words() -> String { dlerror().map { String(cString: $0) } ?? "no reason given" }
    guard let library = dlopen(path, RTLD_NOW | RTLD_LOCAL) else { throw .notLinked(words()) }
    guard let symbol = dlsym(library, name) else { throw .notLinked(words()) }
    return symbol
  }

  /// Asks what the plugin was built against and compares it field by field, the fields that never move first.
  private static func check(_ entry: EntryFunction) throws(PluginRefusal) {
    // More room than any version of the structure takes, in case an entry doesn't keep to the size that it is told.
    let room = 4096
    let memory = UnsafeMutableRawPointer.allocate(byteCount: room, alignment: 16)
    defer { memory.deallocate() }
    memory.initializeMemory(as: UInt8.self, repeating: 0, count: room)
    let info = memory.bindMemory(to: acml_plugin_info.self, capacity: 1)
    info.pointee.size = UInt32(MemoryLayout<acml_plugin_info>.size)
    let code = entry(info, nil)

    func compare(_ field: String, _ found: String, _ expected: String) throws(PluginRefusal) {
      if found != expected {
        throw .mismatch(field: field, found: found.isEmpty ? "missing" : found, expected: expected)
      }
    }
    try compare("ABI number", "\(info.pointee.abi)", "\(ACML_PLUGIN_ABI)")
    try compare("handshake size", "\(info.pointee.size)", "\(MemoryLayout<acml_plugin_info>.size)")
    guard code == 0 else { throw .entryFailed(code: code) }
    let (found, expected) = (BuildIdentity(info.pointee), BuildIdentity.core)
    try compare("core version", found.coreVersion, expected.coreVersion)
    try compare("compiler", found.compiler, expected.compiler)
    try compare("build flavour", found.flavour, expected.flavour)
    try compare("core digest", found.coreDigest, expected.coreDigest)
    if info.pointee.core_identity != acml_core_identity() { throw .ownCore }
  }
}
