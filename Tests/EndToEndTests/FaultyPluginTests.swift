import Foundation
import Testing

/// Plugins that crash, hang or lie are told from those that don't, and never take the command with them.
@Suite(.serialized)
struct FaultyPluginTests {
  static let fixtures = Workspace.repository.appending(path: "Tests/Fixtures/plugins")

  // Compiled once for all tests, which run one after the other.
  private nonisolated(unsafe) static let mutants = Result { try built("Mutants") }
  private nonisolated(unsafe) static let fatal = Result { try built("Fatal") }

  private struct Built {
    let workspace: Workspace
    let library: String
  }

  private static func built(_ name: String) throws -> Built {
    let workspace = try Workspace()
    try FileManager.default.copyItem(at: fixtures.appending(path: name), to: workspace.url(name))
    let outcome = try workspace.acml("plugin", "build", name)
    try #require(outcome.code == 0, "\(outcome.message)")
    return Built(workspace: workspace, library: outcome.output.trimmingCharacters(in: .whitespacesAndNewlines))
  }

  struct Mutant: CustomTestStringConvertible, Sendable {
    let name: String
    let law: String
    let reason: String
    var testDescription: String { name }

    init(_ name: String, _ law: String, _ reason: String) { (self.name, self.law, self.reason) = (name, law, reason) }
  }

  private static let cases = [
    Mutant("trap", "shape", "it ended in SIG"), Mutant("segfault", "shape", "it ended in SIGSEGV"),
    Mutant("abort", "shape", "it ended in SIGABRT"), Mutant("recursion", "shape", "it ended in SIGSEGV"),
    Mutant("hang", "shape", "it did not come to an end within 5 s"),
    Mutant("exit", "shape", "it ended in the exit code 0"),
    Mutant("thrown", "shape", "threw an error: Thrown()"),
    Mutant("width", "shape", "found the shape [26, 4], expected [26, 5]"),
    Mutant("nan", "finite", "its embedding has values that are not finite"),
    Mutant("order", "batch", "its embeddings differ by"), Mutant("gradient", "gradient", "finite differences give"),
  ]

  @Test(arguments: cases)
  func isNamedByTheLawThatItBreaks(_ mutant: Mutant) throws {
    let built = try Self.mutants.get()
    let id = "mutant-\(mutant.name)"
    let outcome = try built.workspace.acml(
      "plugin", "check", id, "--plugin-path", built.library, "--seconds", "5", "--json")
    #expect(outcome.code == 1)
    let components = try #require(try outcome.json()["components"] as? [[String: Any]])
    let findings = try #require(components.first?["findings"] as? [[String: Any]])
    let broken = findings.filter { ($0["outcome"] as? [String: Any])?["broken"] != nil }
    #expect(broken.contains { $0["law"] as? String == mutant.law && "\($0["outcome"] ?? "")".contains(mutant.reason) })
  }

  @Test func onesThatKeepTheLawsPassWhateverTheyPrint() throws {
    let built = try Self.mutants.get()
    for name in ["none", "flood"] {
      let outcome = try built.workspace.acml("plugin", "check", "mutant-\(name)", "--plugin-path", built.library)
      #expect(outcome.code == 0, "\(outcome.output)")
      #expect(!outcome.output.contains("BROKEN"))
    }
  }

  @Test func aCrashWhileRegisteringIsAFindingToo() throws {
    let built = try Self.fatal.get()
    let outcome = try built.workspace.acml("plugin", "check", built.library)
    #expect(outcome.code == 1)
    #expect(outcome.output.hasPrefix("BROKEN  \(built.library): it ended in SIG"))
    #expect(outcome.output.contains("while it was loaded"))
    #expect(outcome.message.contains("error: \(built.library): register ended in SIG"))
  }

  /// Of a plugin that isn't allowed not even the registration runs, which here would be the end.
  @Test func onlyAllowedPluginsAreLoaded() throws {
    let built = try Self.fatal.get()
    let workspace = built.workspace
    let refused = try workspace.acml(
      "plugin", "list", "--plugin-path", built.library, "--allow-plugins", "graph-encoders")
    #expect(refused.code == 69)
    #expect(refused.message == "error: \(built.library): is not allowed; add `Fatal` to --allow-plugins\n")
    let allowed = try workspace.acml("plugin", "list", "--allow-plugins", "GraphEncoders,SMILESTransformer", "--json")
    let components = try #require(try allowed.json()["components"] as? [[String: Any]])
    let ids = Set(components.compactMap { $0["id"] as? String })
    #expect(ids.contains("gin") && ids.contains("smiles-transformer") && !ids.contains("info-nce"))
    #expect(allowed.message.isEmpty)
  }

  @Test func nothingIsLoadedFromTheCurrentFolder() throws {
    let built = try Self.fatal.get()
    try FileManager.default.copyItem(atPath: built.library, toPath: built.workspace.url("libFatal.so").path)
    #expect(try built.workspace.acml("plugin", "list").code == 0)
    #expect(try built.workspace.acml("plugin", "list", "--plugin-path", ".").code < 0)
  }

  @Test func aTakenIdIsRefused() throws {
    let workspace = try Workspace()
    try workspace.acml("plugin", "new", "gat", "--kind", "graph-encoder")
    let outcome = try workspace.acml("plugin", "check", "gat")
    #expect(outcome.code == 1)
    #expect(outcome.output.contains("the graph encoder `gat` has the id of one that"))
  }
}
