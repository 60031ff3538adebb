public import ACML
public import Foundation
internal import Files

/// What all kinds of experiments have in common.
public protocol ExperimentConfiguration: Settings, Equatable {
  var name: String { get }
  var seed: Int { get }
  var threads: Int? { get }
  var data: DataConfiguration { get }
  var training: LoopConfiguration { get }

  /// The settings that plugins define: where they stand, and their schema.
  /// - Parameters:
  ///   - catalog: what the plugins provide.
  ///   - resolved: the configuration with the place of each value, for messages.
  /// - Throws: `UnknownComponent` and the like.
  func pluginSettings(
    _ catalog: PluginCatalog, _ resolved: SettingNode
  ) throws -> [(path: SettingPath, schema: SettingsSchema)]
}

/// An experiment as it will run: the file, the flags laid over it, and the default of everything else.
public struct ExperimentFile<Configuration: ExperimentConfiguration>: Sendable {
  public let configuration: Configuration
  /// Every value with where it comes from, the settings of plugins included.
  public let resolved: SettingNode

  /// - Parameters:
  ///   - file: a YAML file.
  ///   - overrides: settings of the command line, the last one winning.
  ///   - catalog: what the plugins provide.
  /// - Throws: `InvalidConfiguration`, `SettingProblem`, `UnknownComponent`, `FileError`.
  public init(_ file: URL, overrides: [SettingOverride] = [], catalog: PluginCatalog) throws {
    try self.init(try ExperimentTree.read(file, overrides: overrides), catalog: catalog)
  }

  init(_ tree: SettingNode, catalog: PluginCatalog) throws {
    let decoded = try Configuration.decode(tree)
    var resolved = decoded.resolved
    var problems: [SettingProblem] = []
    for (path, schema) in try decoded.value.pluginSettings(catalog, resolved) {
      do {
        resolved = try resolved.replacing(
          path, with: try schema.resolve(resolved[path: path], at: path, in: resolved.origin(of: path)))
      } catch let invalid as InvalidConfiguration {
        problems += invalid.problems
      }
    }
    if !problems.isEmpty { throw InvalidConfiguration(problems) }
    self.resolved = resolved
    configuration = try Configuration.decode(resolved).value
  }

  /// The resolved configuration as a valid input.
  public var text: String { YAML.text(resolved) }

  /// The resolved configuration with a comment at each value that says where it comes from.
  public var annotatedText: String { YAML.text(resolved) { "\($0)" } }
}

/// The two kinds of experiment files.
public enum ExperimentKind: String, Sendable {
  case train
  case pretrain
}

/// A configuration before it has a type.
public enum ExperimentTree {
  /// Reads a file and lays settings of the command line over it.
  public static func read(_ file: URL, overrides: [SettingOverride]) throws -> SettingNode {
    try YAML.read(file: file.relativePath).applying(overrides)
  }

  /// Which kind of experiment a tree describes: pairs make it a training, an encoder of its own a pre-training.
  public static func kind(of tree: SettingNode) -> ExperimentKind {
    tree["pairs"] == nil && tree["graph"] == nil && (tree["encoder"] != nil || tree["pretraining"] != nil)
      ? .pretrain : .train
  }
}

extension TrainingConfiguration: ExperimentConfiguration {
  public func pluginSettings(
    _ catalog: PluginCatalog, _ resolved: SettingNode
  ) throws -> [(path: SettingPath, schema: SettingsSchema)] {
    let graph: SettingPath = "graph.encoder"
    var found = try data.sampleSettings(catalog, resolved)
    found.append(
      (
        "graph.settings",
        try catalog.graphEncoder(self.graph.encoder, at: resolved.origin(of: graph), graph).component.settings
      ))
    for (index, pair) in pairs.enumerated() {
      let place = SettingPath("pairs") + index
      let encoder = try catalog.modalityEncoder(
        pair.encoder, at: resolved.origin(of: place + "encoder"), place + "encoder")
      if !encoder.modalities.map(\.rawValue).contains(pair.modality) {
        throw SettingProblem(
          resolved.origin(of: place + "modality"), place + "modality",
          "found `\(pair.modality)`, but the encoder `\(pair.encoder)` reads `\(encoder.modalityList)`")
      }
      if pair.weights == nil, !encoder.weights.contains(.none) {
        throw SettingProblem(
          resolved.origin(of: place), place + "weights",
          "missing; the encoder `\(pair.encoder)` needs weights, such as a run folder of `acml pretrain`")
      }
      found.append((place + "settings", encoder.loading))
      let type = place + "objective" + "type"
      found.append(
        (
          place + "objective" + "settings",
          try catalog.objective(pair.objective.type, at: resolved.origin(of: type), type).component.settings
        ))
    }
    return found
  }
}

extension PretrainingConfiguration: ExperimentConfiguration {
  public func pluginSettings(
    _ catalog: PluginCatalog, _ resolved: SettingNode
  ) throws -> [(path: SettingPath, schema: SettingsSchema)] {
    let descriptor = try catalog.modalityEncoder(encoder, at: resolved.origin(of: "encoder"), "encoder")
    guard let task = descriptor.pretraining else {
      throw SettingProblem(resolved.origin(of: "encoder"), "encoder", "the encoder `\(encoder)` isn't pre-trained here")
    }
    return try data.sampleSettings(catalog, resolved)
      + [("settings", descriptor.component.settings), ("pretraining", task)]
  }
}

extension DataConfiguration {
  /// The settings of the readers of samples.
  fileprivate func sampleSettings(
    _ catalog: PluginCatalog, _ resolved: SettingNode
  ) throws -> [(path: SettingPath, schema: SettingsSchema)] {
    try samples.enumerated().map { index, files in
      let place = SettingPath("data") + "samples" + index
      let modality = place + "modality"
      return (
        place + "settings",
        try catalog.modality(files.modality, at: resolved.origin(of: modality), modality).component.settings
      )
    }
  }
}
