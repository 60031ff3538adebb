public import Foundation

/// The program that draws charts in a page: Vega, from Debian's package `libjs-vega`.
///
/// The package holds Vega's modules one by one and not the bundle of them. Each is made for Node's `require`, so that is
/// what stands around them in the page.
public struct VegaLibrary: Sendable {
  /// Where the package lies.
  public static let defaultFolder = URL(filePath: "/usr/share/javascript/vega")

  /// Sets the global `vega`, with `View`, `parse` and `Warn`.
  let script: String

  /// Each after those that it asks for. Maps, trees, forces and clouds of words are left out.
  private static let modules = [
    "util", "time", "format", "loader", "canvas", "dataflow", "statistics", "scale", "scenegraph", "expression",
    "selection", "functions", "runtime", "event-selector", "parser", "view", "transforms", "view-transforms", "encode",
  ]

  /// - Throws: ``ReportError``, ``FileError``.
  public init(_ folder: URL = Self.defaultFolder) throws {
    guard isFolder(folder) else { throw ReportError.noVega(path: folder.path) }
    let modules = try Self.modules.map { name in
      let file = folder.appending(path: "vega-\(name).min.js")
      guard exists(file) else { throw ReportError.incompleteVega(path: folder.path, missing: file.lastPathComponent) }
      let text = String(decoding: try Data(contentsOf: file), as: UTF8.self)
        .split(separator: "\n").filter { !$0.hasPrefix("//# sourceMappingURL") }.joined(separator: "\n")
      // The file is called otherwise than the module.
      let module = name == "selection" ? "selections" : name
      return "add(\"vega-\(module)\", function (exports, require, module) {\n\(text)\n});"
    }
    // Its licence asks that the notice goes with it.
    let notice = try? String(contentsOf: URL(filePath: "/usr/share/doc/libjs-vega/copyright"), encoding: .utf8)
    script = """
      /* Vega, https://vega.github.io/vega
      \((notice ?? "Copyright 2015-2021, UW Interactive Data Lab. BSD-3-Clause.").replacingOccurrences(of: "*/", with: "* /"))
      */
      (function () {
      const modules = {};
      function add(name, define) {
        const module = { exports: {} };
        define(module.exports, (other) => modules[other], module);
        modules[name] = module.exports;
      }
      \(modules.joined(separator: "\n"))
      for (const name of ["transforms", "view-transforms", "encode"])
        Object.assign(modules["vega-dataflow"].transforms, modules["vega-" + name]);
      window.vega = {
        View: modules["vega-view"].View, parse: modules["vega-parser"].parse, Warn: modules["vega-util"].Warn,
      };
      })();
      """
  }
}
