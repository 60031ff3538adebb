import ACML
import ArgumentParser
import Chemistry
import Conformance
import Experiments
import Foundation
import PluginDevelopment

/// What is checked and how: the same for the command and for the process that it starts.
struct CheckOptions: ParsableArguments {
  /// What a check is of.
  enum Target {
    /// A library by itself, beside the plugins that come with the program.
    case file(String)
    /// Whatever plugin of the search path registers it.
    case component(String)

    var text: String {
      switch self {
      case .file(let path): path
      case .component(let id): id
      }
    }
  }

  @Argument(
    help: ArgumentHelp("A plugin's library, its folder of sources, or the id of a component.", valueName: "plugin"))
  var target: String

  @Option(help: ArgumentHelp("A file of samples, for a measured modality and its encoders.", valueName: "file"))
  var samples: String?

  @Option(help: ArgumentHelp("Finished weights, for an encoder that isn't pre-trained here.", valueName: "folder"))
  var weights: String?

  @Option(help: ArgumentHelp("The features of graphs.", valueName: "features"))
  var features = GraphFeatures.ogb.rawValue

  @Option(
    name: .customLong("set"), parsing: .singleValue,
    help: ArgumentHelp("A setting of the component (repeatable).", valueName: "path=value"))
  var assignments: [String] = []

  @Option(help: ArgumentHelp("How large the process may grow, in MB of addresses.", valueName: "megabytes"))
  var memory = 16_384

  @OptionGroup var plugins: PluginOptions

  func validate() throws {
    if GraphFeatures(rawValue: features) == nil {
      let choices = GraphFeatures.allCases.map(\.rawValue).joined(separator: ", ")
      throw ValidationError("--features takes one of \(choices), not \(features)")
    }
    if memory < 256 { throw ValidationError("--memory takes a whole number from 256, not \(memory)") }
  }

  /// Builds what is a folder of sources; a file is taken as it is, and anything else for an id.
  func resolved() throws -> Target {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: target, isDirectory: &isFolder) else {
      return target.contains("/") || target.hasSuffix(".so") ? .file(target) : .component(target)
    }
    guard isFolder.boolValue else { return .file(target) }
    return .file(try PluginPackage(URL(filePath: target)).build(PluginSDK()).path)
  }

  /// The arguments of the process that runs the plugin's code.
  func arguments(for target: Target) -> [String] {
    var arguments = [target.text, "--features", features, "--memory", "\(memory)"]
    if case .file = target { arguments.append("--file") }
    if let samples { arguments += ["--samples", samples] }
    if let weights { arguments += ["--weights", weights] }
    for assignment in assignments { arguments += ["--set", assignment] }
    return arguments + plugins.arguments
  }

  func options() throws -> ConformanceCheck.Options {
    var options = ConformanceCheck.Options()
    options.samples = samples.map { URL(filePath: $0) }
    options.weights = weights.map { URL(filePath: $0) }
    options.features = GraphFeatures(rawValue: features) ?? .ogb
    if !assignments.isEmpty {
      options.settings = try SettingNode.empty.applying(assignments.map { try SettingOverride(assignment: $0) })
    }
    return options
  }
}

/// `acml plugin check-process`: what `acml plugin check` starts, and nobody else.
struct PluginCheckProcessCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check-process", abstract: "Runs a plugin's code for `acml plugin check`.", shouldDisplay: false)

  @OptionGroup var check: CheckOptions

  @Flag(help: "The plugin is a library by itself.")
  var file = false

  @Option(help: "The component to examine; without one, all are listed.")
  var component: String?

  func run() throws {
    let speaker = CheckSpeaker(megabytes: check.memory)
    PluginCrashes.report()
    do {
      try speak(speaker)
    } catch {
      speaker.say(.refused("\(error)"))
    }
    speaker.say(.finished)
  }

  private func speak(_ speaker: CheckSpeaker) throws {
    let log = PluginLog { level, text in Standard.error.write("\(level.rawValue): \(text)\n") }
    guard file else {
      let catalog = try check.plugins.load()
      let id = component ?? check.target
      let conformance = try ConformanceCheck(id, in: catalog, options: check.options(), log: log)
      guard component != nil else { return speaker.say(.components([id])) }
      try conformance.run { speaker.say(.event($0)) }
      return
    }
    // Not the user's own plugins, among which there may be this one, installed.
    let path = PluginSearchPath(flags: [check.target], environment: [:])
    let catalog = PluginLoader(path).load()
    let location = URL(filePath: check.target).resolvingSymlinksInPath().path
    for report in catalog.reports where report.path == location && report.isRefused {
      throw RefusedPlugin(report: report)
    }
    if let problem = catalog.problems.first(where: { $0.source == .plugin(path: location) }) { throw problem }
    let ids = catalog.components.filter { $0.source == .plugin(path: location) }.map(\.id)
    guard let component else { return speaker.say(.components(ids)) }
    try ConformanceCheck(component, in: catalog, options: check.options(), log: log).run { speaker.say(.event($0)) }
  }
}
