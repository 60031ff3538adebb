import Foundation
import Testing

/// What `acml plugin new`, `build` and `install` can be given that is wrong, and where an installed plugin is found.
struct PluginPackageTests {
  @Test(arguments: [
    ("Raman", "`Raman` can't be the name of a plugin; expected lower-case words with hyphens, such as `raman`"),
    ("../raman", "`../raman` can't be the name of a plugin; expected lower-case words with hyphens, such as `raman`"),
    ("chemistry", "`chemistry` can't be the name of a plugin: there is a module Chemistry already"),
  ])
  func aNameThatCannotBeIsRefused(_ name: String, _ message: String) throws {
    let outcome = try Workspace().acml("plugin", "new", name, "--kind", "objective")
    #expect(outcome.code == 64)
    #expect(outcome.message == "error: \(message)\n")
  }

  @Test func nothingIsWrittenOver() throws {
    let workspace = try Workspace()
    let outcome = try workspace.acml("plugin", "new", "raman", "--kind", "modality", "--output", ".")
    #expect(outcome.code == 73)
    #expect(outcome.message.contains("the folder is there and not empty; choose another --output"))
  }

  @Test func aFolderThatIsNoPackageIsRefused() throws {
    let outcome = try Workspace().acml("plugin", "build", ".")
    #expect(outcome.code == 66)
    #expect(
      outcome.message.hasSuffix(
        "no plugin package: expected the folder Sources/NAME, NAME being its module, or a Makefile\n"))
  }

  @Test func withoutACompilerTheMessageSaysSo() throws {
    let workspace = try Workspace()
    try workspace.acml("plugin", "new", "my-loss", "--kind", "objective")
    let outcome = try workspace.acml("plugin", "build", "my-loss", shell: "PATH=/usr/bin:/bin")
    #expect(outcome.code == 69)
    #expect(outcome.message.hasPrefix("error: no `swiftc` on PATH"))
  }

  @Test func aFaultInTheSourcesIsTheCompilersToTell() throws {
    let workspace = try Workspace()
    try workspace.acml("plugin", "new", "my-loss", "--kind", "objective")
    try workspace.write("let broken: Int = \"\"\n", to: "my-loss/Sources/MyLoss/Broken.swift")
    let outcome = try workspace.acml("plugin", "build", "my-loss")
    #expect(outcome.code == 65)
    #expect(outcome.message.contains("Broken.swift:1:19: error:"))
    #expect(outcome.message.hasSuffix("error: swiftc ended with the status 1\n"))
    #expect(!workspace.exists("my-loss/.build/acml/libMyLoss.so"))
  }

  /// The whole way outside of the repository, in the time that it is promised to take.
  @Test func fromNothingToTheList() throws {
    let workspace = try Workspace()
    let elapsed = try ContinuousClock().measure {
      for arguments in [["new", "raman", "--kind", "modality"], ["build", "raman"], ["install", "raman"]] {
        let outcome = try workspace.start(["plugin"] + arguments).wait()
        try #require(outcome.code == 0, "\(outcome.message)")
      }
      let listing = try workspace.acml("plugin", "list", "--json").json()
      let components = try #require(listing["components"] as? [[String: Any]])
      #expect(Set(components.compactMap { $0["id"] as? String }).isSuperset(of: ["raman", "raman-cnn"]))
      let source = components.first { $0["id"] as? String == "raman" }?["source"] as? String
      #expect(source == workspace.url("share/acml/plugins/libRaman.so").path)
    }
    // Ten seconds on two idle cores; tests have to share theirs.
    #expect(elapsed < .seconds(60))
  }
}
