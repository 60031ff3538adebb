import ArgumentParser
import PluginDevelopment

/// `acml plugin test`
struct PluginTestCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "test",
    abstract: "Builds a plugin and runs its own tests.",
    discussion: """
      EXAMPLES
        acml plugin test raman
      """)

  @OptionGroup var package: PackageOptions

  func run() throws { try package.open().test(PluginSDK()) }
}
