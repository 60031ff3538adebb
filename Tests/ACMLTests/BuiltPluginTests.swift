import ACML
import Foundation
import Testing

/// The plugins that come with the program, as they were built: beside the core's library.
struct BuiltPluginTests {
  static let names = [
    "GraphEncoders", "SMILESTransformer", "ImageCNN", "NMR", "MassSpectrometry", "ForeignFunctions", "Objectives",
  ]

  private func library(_ name: String) throws -> URL {
    let core = URL(filePath: try #require(BuildIdentity.coreLibrary))
    return core.deletingLastPathComponent().appending(path: "lib\(name).so")
  }

  @Test(arguments: names)
  func isLoaded(_ name: String) throws {
    let library = try library(name)
    let path = PluginSearchPath(flags: [library.path], environment: [:], program: nil)
    let report = try #require(PluginLoader(path).load().reports.first)
    guard case .loaded(let ids) = report.outcome else {
      Issue.record("\(report)")
      return
    }
    #expect(!ids.isEmpty)
    // What `--allow-plugins` reads in the file is what is registered.
    let declared = try run(["nm", "-D", "--defined-only", library.path]).output.split(whereSeparator: \.isWhitespace)
      .compactMap { $0.hasPrefix("acml_component_") ? $0.dropFirst("acml_component_".count) : nil }
    #expect(declared.map { $0.replacingOccurrences(of: "_", with: "-") }.sorted() == ids)
  }

  /// A type of the core is defined where its descriptor is. A plugin with such a definition would have a type of its own
  /// under the same name, and casts between the two fail without a word. Specialisations of the core's generic functions
  /// that the plugin's compiler made are code, not types, and may carry the core's names.
  @Test(arguments: names)
  func definesNoTypeOfTheCore(_ name: String) throws {
    let (status, output) = try run(["nm", "-D", "--defined-only", library(name).path])
    try #require(status == 0, "\(output)")
    let symbols = output.split(separator: "\n").compactMap { $0.split(separator: " ").last }.map(String.init)
    #expect(symbols.contains("acml_plugin_entry"))
    #expect(symbols.filter(isTypeOfTheCore) == [])
    #expect(!symbols.contains("acml_core_identity"))
  }

  /// Nominal type descriptor (`Mn`), metadata (`N`) and its accessor (`Ma`), class metadata (`Mf`), protocol descriptor
  /// (`Mp`) of something that is declared in the core itself. An extension's context ends in `E`, a generic argument stands
  /// behind the first type; neither matches.
  private func isTypeOfTheCore(_ symbol: String) -> Bool {
    let modules = "7Tensors|14NeuralNetworks|9Chemistry|4ACML|11Experiments"
    return (try? Regex("^\\$s(\(modules))[0-9A-Za-z_]+(Mn|N|Ma|Mf|Mp)$").wholeMatch(in: symbol)) != nil
  }

  @Test(arguments: ["$s4ACML8RegistryCMn", "$s7Tensors6TensorVMa", "$s4ACML12GraphEncoderMp", "$s4ACML8RegistryCN"])
  func theCheckKnowsATypeWhenItSeesOne(_ symbol: String) throws {
    #expect(isTypeOfTheCore(symbol))
    let core = try run(["nm", "-D", "--defined-only", #require(BuildIdentity.coreLibrary)]).output
    #expect(core.contains(symbol + "\n"))
  }

  @Test(arguments: names)
  func asksForTheCoresLibrary(_ name: String) throws {
    let (status, output) = try run(["readelf", "-d", library(name).path])
    try #require(status == 0, "\(output)")
    #expect(output.contains("(NEEDED)             Shared library: [libACML.so]"))
  }

  @Test func twoCopiesOfAPluginAreToldApart() throws {
    let fixture = try PluginFixture()
    let copies = ["a.so", "b.so"].map { fixture.folder.appending(path: $0) }
    for copy in copies { try FileManager.default.copyItem(at: library("GraphEncoders"), to: copy) }
    let catalog = fixture.load()
    let error = #expect(throws: UnknownComponent.self) { try catalog.graphEncoder("gin") }
    #expect(
      error?.description == "\(copies[1].path): the graph encoder `gin` has the id of one that \(copies[0].path) "
        + "registered; remove one of the two")
  }
}
