import ArgumentParser
import Foundation
import PluginDevelopment

/// `acml plugin build`
struct PluginBuildCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "build",
    abstract: "Compiles a plugin against this program's core.",
    discussion: """
      EXAMPLES
        acml plugin build raman
        acml plugin list --plugin-path raman/.build/acml
      """)

  @OptionGroup var package: PackageOptions

  func run() throws { print(try package.open().build(PluginSDK()).path) }
}

/// The package that a command works on.
struct PackageOptions: ParsableArguments {
  @Argument(help: ArgumentHelp("The plugin's folder.", valueName: "folder"))
  var folder = "."

  func open() throws -> PluginPackage { try PluginPackage(URL(filePath: folder)) }
}
