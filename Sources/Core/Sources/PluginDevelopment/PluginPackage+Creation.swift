internal import ACML
internal import Files
public import Foundation

/// What a new plugin is to provide.
public enum PluginKind: String, CaseIterable, Sendable {
  case modality
  case graphEncoder = "graph-encoder"
  case objective
  /// In C, without Swift.
  case foreign
}

extension PluginPackage {
  /// Writes a complete plugin that works as it is: sources, tests, sample data and configurations.
  /// - Parameters:
  ///   - name: its identifier in configurations, lower-case words with hyphens.
  ///   - kind: what the plugin is to provide.
  ///   - folder: absent or empty.
  ///   - sdk: what plugins are compiled against.
  /// - Throws: ``PluginDevelopmentError``, `FileError`.
  public static func create(_ name: String, _ kind: PluginKind, in folder: URL, _ sdk: PluginSDK) throws
    -> PluginPackage
  {
    guard name.count <= 64, name.wholeMatch(of: /[a-z][a-z0-9]*(-[a-z0-9]+)*/) != nil else {
      throw PluginDevelopmentError.name(name)
    }
    let module = name.split(separator: "-").map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
    if sdk.hasModule(module) { throw PluginDevelopmentError.reservedName(name, module: module) }
    if let entries = try? FileManager.default.contentsOfDirectory(atPath: folder.path), !entries.isEmpty {
      throw PluginDevelopmentError.notEmpty(folder: folder.path)
    }
    func filled(_ text: String) -> String {
      text.replacingOccurrences(of: "__Name__", with: module).replacingOccurrences(of: "__name__", with: name)
        .replacingOccurrences(of: "__symbol__", with: name.replacingOccurrences(of: "-", with: "_"))
        .replacingOccurrences(of: "__include__", with: sdk.include.path)
        .replacingOccurrences(of: "__modules__", with: String(reflecting: sdk.modules.path))
        .replacingOccurrences(of: "__moduleMap__", with: String(reflecting: sdk.moduleMap.path))
        .replacingOccurrences(of: "__library__", with: String(reflecting: sdk.library.path))
    }
    var files: [(path: String, text: String)] = []
    for template in pluginTemplates {
      let (of, path) = (template.path.prefix { $0 != "/" }, template.path.drop { $0 != "/" }.dropFirst())
      let isShared = of == "every" && kind != .foreign || of == "molecules" && kind != .modality
      guard of == kind.rawValue || isShared else { continue }
      files.append((filled(String(path)), filled(template.text)))
    }
    if kind == .modality { files.append(("data/synthetic.csv", try SyntheticTraces.table())) }
    for (path, text) in files {
      let file = folder.appending(path: path)
      try createFolder(file.deletingLastPathComponent())
      do { try Data(text.utf8).write(to: file) } catch { throw FileError(path: file.path, action: .write) }
    }
    return try PluginPackage(folder)
  }
}
