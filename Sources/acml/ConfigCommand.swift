import ACML
import ArgumentParser
import Experiments
import Foundation

/// `acml config`
struct ConfigCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "config", abstract: "Looks at configurations.",
    subcommands: [ConfigCheckCommand.self, ConfigReferenceCommand.self])
}

/// `acml config check`
struct ConfigCheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Checks a configuration and prints every value with where it comes from.",
    discussion: """
      EXAMPLES
        acml config check configs/quickstart.yaml
        acml config check configs/quickstart.yaml --set graph.encoder=gat --json
      """)

  @OptionGroup var experiment: ExperimentOptions
  @OptionGroup var plugins: PluginOptions

  @Flag(help: "Print one JSON object on stdout: each value with its origin, by dotted path.")
  var json = false

  func run() throws {
    let catalog = try plugins.load()
    let overrides = try experiment.overrides()
    let tree = try ExperimentTree.read(experiment.file, overrides: overrides)
    switch ExperimentTree.kind(of: tree) {
    case .train:
      try show(ExperimentFile<TrainingConfiguration>(experiment.file, overrides: overrides, catalog: catalog))
    case .pretrain:
      try show(ExperimentFile<PretrainingConfiguration>(experiment.file, overrides: overrides, catalog: catalog))
    }
  }

  private struct Line: Encodable {
    let value: String
    let origin: String
  }

  private func show<Configuration>(_ file: ExperimentFile<Configuration>) throws {
    guard json else { return print(file.annotatedText, terminator: "") }
    try Standard.printJSON(
      Dictionary(
        uniqueKeysWithValues: file.resolved.values.map { path, node in
          (path.description, Line(value: node.text ?? "", origin: node.origin.description))
        }))
  }
}

/// `acml config reference`
struct ConfigReferenceCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reference",
    abstract: "Prints every key of a configuration, those of plugins included, as Markdown.",
    discussion: """
      EXAMPLES
        acml config reference > configuration.md
        acml config reference --plugin-path my-plugins
      """)

  @OptionGroup var plugins: PluginOptions

  func run() throws { print(ConfigurationReference.markdown(try plugins.load()), terminator: "") }
}

extension SettingNode {
  /// Every scalar with its path.
  fileprivate var values: [(SettingPath, SettingNode)] { values(at: .root) }

  private func values(at path: SettingPath) -> [(SettingPath, SettingNode)] {
    switch content {
    case .scalar: [(path, self)]
    case .sequence(let elements): elements.enumerated().flatMap { $1.values(at: path + $0) }
    case .mapping(let entries): entries.flatMap { $0.value.values(at: path + $0.key) }
    }
  }
}
