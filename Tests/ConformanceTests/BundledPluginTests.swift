import ACML
import Conformance
import Foundation
import Testing

/// The plugins that come with the program keep every law.
struct BundledPluginTests {
  private static let catalog = PluginLoader(
    PluginSearchPath(
      environment: [:],
      program: BuildIdentity.coreLibrary.map { URL(filePath: $0).deletingLastPathComponent().appending(path: "acml") })
  ).load()

  /// Measured modalities need files, the default network of pictures needs minutes, and foreign functions need settings:
  /// their own tests check them.
  private static var ids: [String] {
    catalog.graphEncoders.map(\.component.id) + catalog.objectives.map(\.component.id)
      + catalog.modalityEncoders.filter { $0.modalities == ["smiles"] }.map(\.component.id)
  }

  @Test func areThere() { #expect(Self.ids.contains("gin") && Self.ids.contains("smiles-transformer")) }

  @Test(arguments: ids)
  func keepTheLaws(_ id: String) throws {
    let findings = try ConformanceCheck(id, in: Self.catalog).run()
    // Memory can be told only in a process of its own, as `acml plugin check` does it: other tests run beside this one.
    #expect(findings.filter { $0.isBroken && $0.law != .memory } == [])
    #expect(findings.contains { $0.law == .gradient })
  }
}
