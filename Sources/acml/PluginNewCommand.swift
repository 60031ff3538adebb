import ACML
import ArgumentParser
import Foundation
import PluginDevelopment

/// `acml plugin new`
struct PluginNewCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "new",
    abstract: "Writes a small plugin that works, to start from.",
    discussion: """
      EXAMPLES
        acml plugin new raman --kind modality
        acml plugin new my-network --kind graph-encoder --output plugins/my-network
        acml plugin new my-loss --kind objective
        acml plugin new my-code --kind foreign
      """)

  @Argument(help: "The identifier in configurations: lower-case words with hyphens.")
  var name: String

  @Option(help: "What it provides: \(PluginKind.allCases.map(\.rawValue).joined(separator: ", ")).")
  var kind: PluginKind

  @Option(name: .shortAndLong, help: ArgumentHelp("The folder; NAME unless said.", valueName: "folder"))
  var output: String?

  func run() throws {
    let folder = URL(filePath: output ?? name)
    let package = try PluginPackage.create(name, kind, in: folder, PluginSDK())
    print("\(package.folder.path): the plugin \(package.module); README.md says what is where")
    print("next: acml plugin build \(folder.relativePath)")
  }
}

extension PluginKind: @retroactive ExpressibleByArgument {}
