import ACML
import ArgumentParser
import Experiments
import Foundation
import Tensors

/// Options of every command that loads plugins.
struct PluginOptions: ParsableArguments {
  @Option(
    name: .customLong("plugin-path"), parsing: .singleValue,
    help: ArgumentHelp("A folder or file of plugins, looked at first (repeatable).", valueName: "path"))
  var pluginPaths: [String] = []

  @Option(
    name: .customLong("allow-plugins"),
    help: ArgumentHelp(
      "Load these alone, separated by commas: plugins by their library's name without lib and .so, components by id.",
      valueName: "names"))
  var allowed: String?

  var searchPath: PluginSearchPath { PluginSearchPath(flags: pluginPaths) }

  /// These options again, for another process.
  var arguments: [String] {
    pluginPaths.flatMap { ["--plugin-path", $0] } + (allowed.map { ["--allow-plugins", $0] } ?? [])
  }

  /// Loads every plugin that may be loaded. From here on a crash inside of one names it.
  func catalog() -> PluginCatalog {
    PluginCrashes.report()
    return PluginLoader(
      searchPath, allowed: allowed?.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
    )
    .load()
  }

  /// Loads all plugins, and says on stderr which were refused.
  /// - Throws: ``RefusedPlugin`` for a file that the user has named.
  func load(quiet: Bool = false) throws -> PluginCatalog {
    let catalog = catalog()
    let named = Set(pluginPaths.map { URL(filePath: $0).resolvingSymlinksInPath().path })
    let refused = catalog.reports.filter(\.isRefused)
    if let report = refused.first(where: { named.contains($0.path) }) { throw RefusedPlugin(report: report) }
    guard !quiet else { return catalog }
    // Who names the plugins that may be loaded knows about the others.
    for report in refused where !report.isNotAllowed { Standard.error.write("warning: plugin not loaded: \(report)\n") }
    for problem in catalog.problems { Standard.error.write("warning: \(problem)\n") }
    return catalog
  }
}

extension PluginOptions {
  /// Opens a finished training with the plugins loaded, and says what its work is reported to.
  /// - Throws: as ``load(quiet:)`` and `TrainedRun`.
  func openRun(_ folder: String, _ compute: ComputeOptions) throws -> (run: TrainedRun, progress: TerminalProgress) {
    let catalog = try load(quiet: compute.quiet)
    let progress = compute.start()
    return (try TrainedRun(URL(filePath: folder), catalog: catalog, progress: progress), progress)
  }
}

extension PluginReport {
  fileprivate var isNotAllowed: Bool { if case .refused(.notAllowed) = outcome { true } else { false } }
}

/// A plugin that the user asked for and that can't be loaded.
struct RefusedPlugin: ClassifiedError {
  let report: PluginReport

  var failureClass: FailureClass { .pluginUnavailable }
  var description: String { report.description }
}

/// Options of every command that computes.
struct ComputeOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Threads to compute with; one for each core unless said.", valueName: "count"))
  var threads: Int?

  @Option(help: ArgumentHelp("The folder of stored embeddings.", valueName: "folder"))
  var store: String?

  @Flag(name: .shortAndLong, help: "Say nothing but errors on stderr.")
  var quiet = false

  var storeFolder: URL? { store.map { URL(filePath: $0) } }

  func validate() throws {
    if let threads, !(1...1024).contains(threads) {
      throw ValidationError("--threads takes a whole number from 1 to 1024, not \(threads)")
    }
  }

  /// Sets the threads, listens for Ctrl-C, and makes the observer.
  func start(configured: Int? = nil) -> TerminalProgress {
    if let count = threads ?? configured { ThreadPool.shared.setThreads(count) }
    Interruption.listen()
    return TerminalProgress(isQuiet: quiet)
  }
}

/// Options of the commands that run an experiment.
struct ExperimentOptions: ParsableArguments {
  @Argument(help: "The experiment, a YAML file.", completion: .file(extensions: ["yaml", "yml"]))
  var config: String

  @Option(
    name: .customLong("set"), parsing: .singleValue,
    help: ArgumentHelp("Lays a setting over the file's (repeatable).", valueName: "dotted.path=value"))
  var assignments: [String] = []

  @Option(help: "The seed that all random draws follow from; the same as --set seed=….")
  var seed: Int?

  var file: URL { URL(filePath: config) }

  func overrides() throws -> [SettingOverride] {
    try assignments.map { try SettingOverride(assignment: $0) }
      + (seed.map { [SettingOverride("seed", $0, flag: "--seed \($0)")] } ?? [])
  }
}

/// Where a run goes.
struct OutputOptions: ParsableArguments {
  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("The run folder; runs/NAME unless said, NAME being the experiment's.", valueName: "folder"))
  var output: String?

  @Flag(help: "Take up a run that was interrupted; one that is finished is left as it is.")
  var resume = false

  @Flag(help: "Print the summary of the run as one JSON object on stdout.")
  var json = false

  func url(name: String) -> URL { output.map { URL(filePath: $0) } ?? URL(filePath: "runs").appending(path: name) }

  /// Prints what the run has come to.
  func show(_ summary: RunSummary) throws {
    if json { return try Standard.printJSON(summary) }
    print("\(summary.run): \(summary.status.rawValue) after \(summary.epochs) epochs, \(summary.steps) steps")
    if let best = summary.bestEpoch { print("selected weights: epoch \(best)") }
    for (name, value) in summary.metrics.sorted(by: { $0.key < $1.key }) where name != "step" && name != "epoch" {
      print("  \(name) \(String(format: "%.5g", value))")
    }
  }
}
