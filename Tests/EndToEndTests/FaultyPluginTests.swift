import Foundation
import Testing

/// Plugins that crash, hang or lie are told from those that don't, and never take the command with them.
@Suite(.serialized)
struct FaultyPluginTests {
  static let fixtures = Workspace.repository.appending(path: "Tests/Fixtures/plugins")

  // Compiled once for all tests, which run one after the other.
  private nonisolated(unsafe) static let mutants = Result { try built("Mutants") }
  private nonisolated(unsafe) static let fatal = Result { try built("Fatal") }
  private nonisolated(unsafe) static let foreign = Result { try built("Foreign") }

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
    /// A component in C, whose setting `fault` is the name.
    let component: String?
    var testDescription: String { "\(component ?? "Swift") \(name)" }

    init(_ name: String, _ law: String, _ reason: String, of component: String? = nil) {
      (self.name, self.law, self.reason, self.component) = (name, law, reason, component)
    }
  }

  private static let cases = [
    Mutant("trap", "shape", "it ended in SIG"), Mutant("segfault", "shape", "it ended in SIGSEGV"),
    Mutant("abort", "shape", "it ended in SIGABRT"), Mutant("recursion", "shape", "it ended in SIGSEGV"),
    Mutant("hang", "shape", "it did not come to an end within 5 s"),
    Mutant("exit", "shape", "it ended in the exit code 0"),
    Mutant("leak", "memory", "each call leaves 20"), Mutant("thrown", "shape", "threw an error: Thrown()"),
    Mutant("random", "deterministic", "a second call gives other bits"),
    Mutant("width", "shape", "found the shape [26, 4], expected [26, 5]"),
    Mutant("nan", "finite", "its embedding has values that are not finite"),
    Mutant("order", "batch", "its embeddings differ by"), Mutant("gradient", "gradient", "finite differences give"),
  ]

  private static let foreignCases = [
    ("crash", "shape", "it ended in SIGSEGV"), ("hang", "shape", "it did not come to an end within 5 s"),
    ("leak", "memory", "each call leaves 20"), ("hoard", "memory", "each call leaves "),
    ("code", "shape", "threw an error: `c-mean`: `forward` failed with 5: the device is gone"),
    ("nan", "shape", "threw an error: `c-mean`: `forward`: value 2 of row 0 is not finite"),
    ("overrun", "shape", "`forward` wrote beyond the end of the embeddings"),
    ("random", "deterministic", "a second call gives other bits"), ("order", "atom-order", "differs by"),
    ("gradient", "gradient", "finite differences give"), ("width", "builds", "`dimensions` returned 0"),
  ].map { Mutant($0, $1, $2, of: "c-mean") }
  private static let foreignEncoderCases = [
    ("nan", "shape", "left value 2 unwritten, or it is not finite"), ("batch", "batch", "its embeddings differ by"),
    ("random", "deterministic", "a second call gives other bits"),
    ("code", "shape", "`encode` failed with 5: the device is gone"),
  ].map { Mutant($0, $1, $2, of: "c-counts") }

  @Test(arguments: cases + foreignCases + foreignEncoderCases)
  func isNamedByTheLawThatItBreaks(_ mutant: Mutant) throws {
    let built = try mutant.component == nil ? Self.mutants.get() : Self.foreign.get()
    let arguments = mutant.component.map { [$0, "--set", "fault=\(mutant.name)"] } ?? ["mutant-\(mutant.name)"]
    let outcome = try built.workspace.start(
      ["plugin", "check"] + arguments + ["--plugin-path", built.library, "--seconds", "5", "--json"]
    ).wait()
    #expect(outcome.code == 1)
    let components = try #require(try outcome.json()["components"] as? [[String: Any]])
    let findings = try #require(components.first?["findings"] as? [[String: Any]])
    let broken = findings.filter { ($0["outcome"] as? [String: Any])?["broken"] != nil }
    #expect(broken.contains { $0["law"] as? String == mutant.law && "\($0["outcome"] ?? "")".contains(mutant.reason) })
  }

  /// The kernel's own words for each signal, as the shell's exit code.
  private static let crashes: [(String, [Int32])] = [
    ("mutant-trap", [132, 133]), ("mutant-segfault", [139]), ("mutant-abort", [134]), ("mutant-recursion", [139]),
    ("c-mean", [139]),
  ]

  /// Also when the stack is used up. A shell waits, with a limit, so that nothing that a crash leaves behind holds up the
  /// test.
  @Test(arguments: crashes)
  func aCrashNamesThePluginOnTheLastLine(_ id: String, _ codes: [Int32]) throws {
    let (mutants, foreign) = (try Self.mutants.get(), try Self.foreign.get())
    let workspace = mutants.workspace
    try workspace.write(
      """
      name: crash
      data: { molecules: molecules.csv, onInvalid: mark, split: { method: scaffold, train: 0.6, validation: 0.2, test: 0.2 } }
      graph: { encoder: \(id), settings: \(id == "c-mean" ? "{ fault: crash }" : "{}") }
      pairs: [{ modality: smiles, encoder: c-counts, projection: { dimensions: 8 } }]
      training: { batchSize: 16, epochs: 1 }

      """, to: "crash.yaml")
    let outcome = try workspace.acml(
      "train", "crash.yaml", "--plugin-path", mutants.library, "--plugin-path", foreign.library, "--output",
      "runs/\(id)",
      shell: "ulimit -c 0; timeout 60 \"$0\" \"$@\" 2> crash.txt; exit $?")
    let said = try workspace.text("crash.txt")
    #expect(codes.contains(outcome.code), "\(outcome.code): \(said)")
    // Below it stand at most the shell's own words for the signal.
    let words = ["Illegal instruction", "Trace/breakpoint trap", "Segmentation fault", "Aborted"]
    let last = try #require(said.split(separator: "\n").last { !words.contains(String($0)) })
    let library = id == "c-mean" ? foreign.library : mutants.library
    #expect(last.hasPrefix("error: \(library): the graph encoder `\(id)`, forward ended in SIG"), "\(said)")
  }

  @Test func onesThatKeepTheLawsPassWhateverTheyPrint() throws {
    let built = try Self.mutants.get()
    for name in ["none", "flood"] {
      let outcome = try built.workspace.acml("plugin", "check", "mutant-\(name)", "--plugin-path", built.library)
      #expect(outcome.code == 0, "\(outcome.output)")
      #expect(!outcome.output.contains("BROKEN"))
    }
    let foreign = try Self.foreign.get()
    for arguments in [["c-mean"], ["c-counts"], ["c-mean", "--set", "fault=dropout"]] {
      let outcome = try foreign.workspace.start(
        ["plugin", "check"] + arguments + ["--plugin-path", foreign.library]
      ).wait()
      #expect(outcome.code == 0 && !outcome.output.contains("BROKEN"), "\(outcome.output)")
    }
  }

  @Test func anotherABIIsRefused() throws {
    let workspace = try Workspace()
    try FileManager.default.copyItem(at: Self.fixtures.appending(path: "Foreign"), to: workspace.url("Foreign"))
    let outcome = try workspace.acml(
      "plugin", "check", "Foreign", shell: "CFLAGS=-DREPORTED_ABI=2; export CFLAGS")
    #expect(outcome.code == 1)
    #expect(outcome.output.contains("libForeign.so: was built for another core: its C ABI number is 2, expected 1"))
  }

  /// Components by their ids, without a line of the plugins that have none of them.
  @Test func componentsAreAllowedByTheirIds() throws {
    let workspace = try Workspace()
    let listing = try workspace.acml("plugin", "list", "--allow-plugins", "gin,smiles-transformer", "--json").json()
    let components = try #require(listing["components"] as? [[String: Any]])
    #expect(components.compactMap { $0["id"] as? String } == ["gin", "smiles-transformer"])
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
