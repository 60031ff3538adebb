internal import ACML
public import Foundation
internal import NeuralNetworks
internal import Tensors

/// What a trained graph encoder is worth for predicting properties, beside the same network with fresh weights and a
/// linear model on fingerprints.
public struct PropertyEvaluation {
  public struct Options: Sendable {
    /// Tables of molecules with labels; those of ``PropertySplit/files(_:seed:)`` are taken instead.
    public var files: [URL] = []
    public var task = PropertyTask.classification
    /// The label columns; `nil`: all that hold numbers alone.
    public var labels: [String]?
    public var smilesColumn = "smiles"
    public var split = PropertySplit.scaffold
    /// The first network among them is the one that the folder serves. ``PropertyMode/scratch`` and ``PropertyMode/fingerprint`` always stand
    /// beside.
    public var modes: [PropertyMode] = [.finetune]
    /// Networks are trained with the seeds from 1 to this.
    public var seeds = 5
    public var settings = PropertySettings()

    public init() {}
  }

  private let run: TrainedRun
  private let progress: any ProgressObserver

  public init(_ run: TrainedRun, progress: any ProgressObserver = SilentProgress()) {
    self.run = run
    self.progress = progress
  }

  /// Trains and measures.
  /// - Parameters:
  ///   - options: the molecules, and how they are learned from.
  ///   - output: a folder for the model, which ``PropertyModel`` opens; one that the same evaluation began is taken up,
  ///     trial by trial.
  /// - Throws: ``PropertyError``, ``DataError``, errors of files, ``Interrupted``.
  public func evaluate(_ options: Options, output: URL? = nil) throws -> PropertyReport {
    let dataset = try PropertyDataset(
      options.split.files ?? options.files, task: options.task, labels: options.labels,
      smilesColumn: options.smilesColumn, split: options.split, features: run.configuration.graph.features,
      progress: progress)
    let scaling = LabelScaling(dataset)
    let folder = try output.map {
      try PropertyFolder($0, EvaluationIdentity(run, dataset, options), configuration: run.url)
    }
    var modes: [PropertyMode] = []
    for mode in options.modes + [.scratch, .fingerprint] where !modes.contains(mode) { modes.append(mode) }
    // There is at least `scratch`; fingerprints make no model that can be served.
    let served = modes.first { $0 != .fingerprint } ?? .scratch

    var results: [PropertyReport.Result] = []
    var servedTrials: [PropertyTrial] = []
    for mode in modes {
      // Linear models have one solution, whatever the seed.
      let seeds = mode == .probe || mode == .fingerprint ? 1 : options.seeds
      let trials = try (1...seeds).map { seed in
        if let trial = try folder?.trial(mode, seed: seed, needsWeights: mode == served) { return trial }
        let (trial, network) = try self.trial(mode, seed: seed, dataset, scaling, options.settings)
        try folder?.save(trial, mode == served ? network : nil)
        return trial
      }
      results.append(PropertyReport.Result(trials, dataset))
      if mode == served { servedTrials = trials }
    }

    let validationLabels = dataset.labels(of: dataset.rows(of: .validation))
    let calibrations = validationLabels.indices.map { column in
      Calibration(
        dataset.task, members: servedTrials.map { $0.validationOutputs[column] }, labels: validationLabels[column])
    }
    let report = PropertyReport(
      run: run.url.relativePath, dataset: dataset.name, task: dataset.task, labels: dataset.labelNames,
      split: options.split.text,
      parts: Dictionary(uniqueKeysWithValues: Part.allCases.map { ($0.rawValue, dataset.rows(of: $0).count) }),
      leaked: dataset.leaked, unlabelled: dataset.unlabelled, rejectedRows: dataset.rejected,
      selection: options.settings.metric ?? dataset.task.metrics[0], results: results, served: served,
      calibration: PropertyReport.Honesty(servedTrials, calibrations, dataset), output: output?.relativePath)
    try folder?.finish(
      PropertyModel.Record(
        task: dataset.task, labels: dataset.labelNames, smilesColumn: options.smilesColumn, served: served,
        seeds: servedTrials.map(\.seed), hiddenDimensions: served == .probe ? nil : options.settings.hiddenDimensions,
        scaling: scaling, calibrations: calibrations, report: report), dataset)
    return report
  }

  private func trial(
    _ mode: PropertyMode, seed: Int, _ dataset: PropertyDataset, _ scaling: LabelScaling, _ settings: PropertySettings
  ) throws -> (PropertyTrial, PropertyNetwork?) {
    let metric = settings.metric ?? dataset.task.metrics[0]
    let random = RandomStream(seed: UInt64(seed), name: "property-weights")
    func outputs(_ network: PropertyNetwork) -> ([Int]) throws -> [[Float]] {
      { rows in scaling.restored(try network.outputs(rows.map { dataset.graphs[$0] })) }
    }
    switch mode {
    case .fingerprint:
      progress.begin("fingerprint baseline", total: nil)
      let features = FeatureTable(dataset.fingerprints)
      let predictor = try LinearPredictor(features, dataset, scaling, metric: metric)
      progress.end(note: "validation \(metric.rawValue) \(predictor.score.formatted(digits: 4))")
      let trial = PropertyTrial(mode, seed: seed, penalty: predictor.penalty, validation: predictor.score, dataset) {
        scaling.restored(predictor.outputs(features, rows: $0))
      }
      return (trial, nil)
    case .probe:
      progress.begin("probe", total: nil)
      let encoder = try encoder(isTrained: true, random)
      let (network, predictor) = try Probe.fit(encoder, dataset, scaling, metric: metric, random: random.child("head"))
      progress.end(note: "validation \(metric.rawValue) \(predictor.score.formatted(digits: 4))")
      let trial = try PropertyTrial(
        mode, seed: seed, penalty: predictor.penalty, validation: predictor.score, dataset, outputs: outputs(network))
      return (trial, network)
    case .finetune, .scratch:
      let encoder = try encoder(isTrained: mode == .finetune, random)
      let head = PropertyHead(
        encoder.embeddingDimensions, hiddenDimensions: settings.hiddenDimensions, labels: dataset.labels.count,
        dropout: settings.dropout, random: random.child("head"))
      let network = PropertyNetwork(encoder, head)
      let chosen = try FineTuning(
        dataset: dataset, scaling: scaling, settings: settings, mode: mode, seed: seed, progress: progress
      ).train(network)
      let trial = try PropertyTrial(
        mode, seed: seed, epoch: chosen.epoch, validation: chosen.score, dataset, outputs: outputs(network))
      return (trial, network)
    }
  }

  /// A graph encoder of its own: that of the run, or the same network with fresh weights.
  private func encoder(isTrained: Bool, _ random: RandomStream) throws -> any GraphEncoder {
    let encoder = try run.configuration.graph.makeEncoder(run.catalog, random: random.child("graph"))
    if isTrained { try encoder.restore(run.model.graphEncoder.snapshot()) }
    return encoder
  }
}
