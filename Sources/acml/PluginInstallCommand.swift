import ACML
import ArgumentParser
import Foundation
import PluginDevelopment

/// `acml plugin install`
struct PluginInstallCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "install",
    abstract: "Builds a plugin and puts it where it is found.",
    discussion: """
      EXAMPLES
        acml plugin install raman
        acml plugin install raman --to shared/plugins
      """)

  @OptionGroup var package: PackageOptions

  @Option(
    help: ArgumentHelp(
      "Where to; acml/plugins in the user's data folder (XDG_DATA_HOME, or ~/.local/share) unless said.",
      valueName: "folder"))
  var to: String?

  func run() throws {
    let file = try package.open().install(PluginSDK(), to: to.map { URL(filePath: $0) })
    print(file.path)
    let folder = file.deletingLastPathComponent().standardizedFileURL.path
    if !PluginSearchPath().entries.contains(where: { $0.location.standardizedFileURL.path == folder }) {
      Standard.error.write("note: to find it there, give --plugin-path \(folder), or add it to ACML_PLUGIN_PATH\n")
    }
  }
}
