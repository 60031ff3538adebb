public import ACML
public import Foundation
internal import NeuralNetworks
internal import Tensors

/// The verb `train`: a graph encoder against frozen modalities.
public enum ContrastiveTraining {
  /// Trains, or takes up a run that was interrupted.
  /// - Parameters:
  ///   - file: the experiment.
  ///   - catalog: what the plugins provide.
  ///   - output: the run folder to be made.
  ///   - resume: whether a run that lies there is taken up; a finished one is left as it is.
  ///   - store: the folder of stored embeddings and graphs; `nil` for the user's own.
  ///   - progress: is told how far the work has come.
  /// - Throws: errors of the configuration, the data, the weights and the files; ``Interrupted``.
  public static func run(
    _ file: ExperimentFile<TrainingConfiguration>, catalog: PluginCatalog, output: URL, resume: Bool = false,
    store: URL? = nil, progress: any ProgressObserver = SilentProgress()
  ) throws -> RunSummary {
    let configuration = file.configuration
    if let done = try RunSession.finished(file, kind: .train, at: output, resume: resume, progress: progress) {
      return done
    }

    let encoders = try configuration.pairs.enumerated().map { index, pair in
      let place = SettingPath("pairs") + index
      let path = place + "weights"
      return try FrozenEncoder(
        catalog.modalityEncoder(pair.encoder), weights: pair.weights.map { URL(filePath: $0.path) },
        settings: (pair.settings, place + "settings"), origin: file.resolved.origin(of: path), path: path,
        log: PluginLog(progress))
    }
    var data = try ExperimentData(
      configuration, catalog: catalog, saved: savedSplit(output, resume: resume), keepsMolecules: false,
      progress: progress)
    let first = try configuration.graph.weights.map { try TrainedRun(URL(filePath: $0.path), catalog: catalog) }
    for run in encoders.compactMap(\.run) + [first?.url].compactMap(\.self) { try warnOfLeakage(run, data, progress) }

    var sides: [ContrastiveTask.Side] = []
    for (pair, frozen) in zip(configuration.pairs, encoders) {
      let dataset = data.dataset
      let readable = Set(dataset.rows(of: [pair.modality]))
      let embeddings = try FrozenEmbeddings(
        frozen.encoder, rows: dataset.rows.count, store: store, progress: progress, name: pair.modality
      ) { readable.contains($0) ? try dataset.sample(at: $0) : nil }
      for warning in embeddings.warnings { progress.message(warning) }
      progress.message(
        "\(pair.modality): \(embeddings.statistics.taken) embeddings taken from the store, "
          + "\(embeddings.statistics.added) encoded")
      if embeddings.statistics.taken + embeddings.statistics.added == 0 {
        throw TrainingError.unsuitable(
          "no row has a sample that \(pair.encoder) can encode"
            + (embeddings.failures.first.map { "; the first: \(dataset.rows[$0.row].place): \($0.reason)" } ?? "")
            + (configuration.data.samples.contains { $0.modality == pair.modality }
              ? "" : "; data.samples names no files of the modality \(pair.modality)"))
      }
      for failure in embeddings.failures { data.reject(failure.row, reason: "\(pair.encoder): \(failure.reason)") }
      sides.append(ContrastiveTask.Side(modality: pair.modality, embeddings: embeddings, weight: pair.weight))
    }
    let library =
      try configuration.data.library.molecules.isEmpty
      ? nil : MoleculeLibrary(configuration.data, besides: data.dataset, progress: progress)
    if let library {
      progress.message("library: \(library.rows.count) molecules compete, \(library.leftOut) are left out")
      if library.rows.count < configuration.training.libraryNegatives {
        throw TrainingError.tooFew(
          what: "molecules of the library that may compete", found: library.rows.count,
          needed: configuration.training.libraryNegatives)
      }
    }
    progress.begin("making graphs", total: nil)
    let shown = data.dataset.followed(by: library)
    let making: GraphStore.Making = ThreadPool.shared.threads > 1 ? .beside : .first
    let graphs = try GraphStore(shown, features: configuration.graph.features, root: store, making: making) {
      try Interruption.check()
      progress.advance(to: $0, note: nil)
    }
    let whence = !graphs.isNew ? "taken from the store" : making == .first ? "stored" : "made beside the training"
    progress.end(note: "\(graphs.count) molecules, \(whence)")

    let model = try ContrastiveModel(
      configuration, catalog: catalog, modalityDimensions: sides.map(\.embeddings.dimensions))
    if let first { try begin(model.graphEncoder, with: first, file) }
    let training = data.split.rows(of: .train)
    let formulas =
      configuration.training.order == .isomers
      ? try Dictionary(
        uniqueKeysWithValues: zip(training, data.dataset.map(training) { try $0.formula }.map { $0 ?? "" })) : nil
    let task = try ContrastiveTask(
      model: model, sides: sides, graphs: graphs, identities: data.identities, training: training, formulas: formulas,
      validation: data.split.rows(of: .validation), library: Array(data.dataset.rows.count..<shown.rows.count),
      configuration: configuration.training,
      seed: UInt64(configuration.seed))
    let components =
      [configuration.graph.encoder] + configuration.pairs.flatMap { [$0.encoder, $0.objective.type] }
    let session = try RunSession(
      file, kind: .train, at: output, resume: resume, plugins: catalog.provenance(of: components), data: data,
      library: library?.files ?? [])
    for (pair, frozen) in zip(configuration.pairs, encoders) {
      try FrozenEncoder.save(frozen.encoder, id: pair.encoder, to: session.folder.encoder(pair.modality))
    }
    try data.dataset.writeMeasurements(to: session.folder.samples)
    progress.message(
      "\(configuration.graph.encoder) with \(model.graphEncoder.parameterCount) parameters, \(model.parameterCount) in all; "
        + "\(task.itemCount) molecules to train on; \(ThreadPool.shared.threads) threads")
    return try session.complete(
      task, configuration, data: data,
      embeddings: Dictionary(uniqueKeysWithValues: sides.map { ($0.modality, $0.embeddings.statistics) }),
      progress: progress,
      finish: {
        // The training did without the file, and the next run makes it anew.
        do { try graphs.finish() } catch { progress.message("warning: the graphs could not be stored: \(error)") }
      })
  }

  static func savedSplit(_ output: URL, resume: Bool) -> URL? {
    let saved = output.appending(path: "split.csv")
    return resume && exists(saved) ? saved : nil
  }

  /// Lets a graph encoder begin with the weights of another training's.
  private static func begin(
    _ encoder: any GraphEncoder, with run: TrainedRun, _ file: ExperimentFile<TrainingConfiguration>
  ) throws {
    let (own, other) = (encoder.namedState, run.model.graphEncoder.namedState)
    let isAlike =
      own.count == other.count && run.configuration.graph.features == file.configuration.graph.features
      && zip(own, other).allSatisfy { $0.name == $1.name && $0.state.value.shape == $1.state.value.shape }
    guard isAlike else {
      let path: SettingPath = "graph.weights"
      throw SettingProblem(
        file.resolved.origin(of: path), path,
        "the graph encoder of \(run.url.path) (\(run.configuration.graph.encoder)) has other weights than this one; "
          + "give both the same encoder, features and settings")
    }
    for ((_, target), (_, source)) in zip(own, other) { try target.assign(source.value) }
  }

  /// Says how many held-out molecules a run that weights come from was trained on.
  private static func warnOfLeakage(_ run: URL, _ data: ExperimentData, _ progress: any ProgressObserver) throws {
    let seen = try SavedSplit(run.appending(path: "split.csv")).identities(of: .train)
    let test = data.split.entries.filter { $0.part != .train }
    let leaked = test.count { seen.contains($0.identity) }
    if leaked > 0 {
      progress.message(
        "warning: \(leaked) of \(test.count) held-out molecules were used to pre-train \(run.lastPathComponent); "
          + "give both runs the same split for an honest test")
    }
  }
}

extension RunSession {
  /// Runs the loop to its end and closes the run.
  func complete(
    _ task: any TrainingTask, _ configuration: some ExperimentConfiguration, data: ExperimentData,
    embeddings: [String: EmbeddingStore.Statistics] = [:], progress: any ProgressObserver,
    finish: () throws -> Void = {}
  ) throws -> RunSummary {
    do {
      let loop = TrainingLoop(
        task: task, configuration: configuration.training, seed: UInt64(configuration.seed), folder: folder,
        progress: progress)
      let state = try loop.run()
      try finish()
      let summary = RunSummary(
        run: folder.url.relativePath, kind: folder.record.kind, status: .finished, steps: state.step,
        epochs: state.epoch, bestEpoch: state.best?.epoch, rows: data.dataset.rows.count,
        rejectedRows: data.rejected.count,
        parts: Dictionary(uniqueKeysWithValues: Part.allCases.map { ($0.rawValue, data.split.rows(of: $0).count) }),
        embeddings: embeddings, metrics: try MetricsLog.lastValues(folder.metrics))
      try AtomicFileWriter.write(try json(summary), to: folder.url.appending(path: RunSummary.file))
      try folder.close(.finished)
      return summary
    } catch {
      // The first error is the one to tell.
      try? folder.close(.interrupted)
      throw error
    }
  }
}

extension RunSummary {
  static let file = "summary.json"

  init(finished run: URL) throws { self = try decode(run.appending(path: Self.file)) }
}

extension PluginLog {
  /// Passes on to the observer what a plugin says.
  init(_ progress: any ProgressObserver) {
    // Plugins speak on the thread that called them, which is the observer's.
    nonisolated(unsafe) let progress = progress
    self.init { level, text in progress.message(level == .warning ? "warning: \(text)" : text) }
  }
}

extension PluginCatalog {
  /// Which file provides each component.
  func provenance(of ids: [String]) -> [String] {
    let sources = Dictionary(components.map { ($0.id, $0.source) }) { first, _ in first }
    return Array(Set(ids)).sorted().map { id in
      guard case .plugin(let path)? = sources[id] else { return id }
      return "\(id) (\(URL(filePath: path).lastPathComponent))"
    }
  }
}

extension MetricsLog {
  /// The newest value of each metric in a log.
  static func lastValues(_ file: URL) throws -> [String: Double] {
    let stream = try RecordStream(opening: file, format: .csv)
    var values: [String: Double] = [:]
    while let record = try stream.next() {
      for (column, text) in zip(stream.columns, record.values) { values[column] = Double(text) ?? values[column] }
    }
    return values
  }
}
