internal import ACML
internal import Chemistry
internal import NeuralNetworks
internal import Tensors

/// Training of a network on labels, with early stopping on the validation part.
struct FineTuning {
  let dataset: PropertyDataset
  let scaling: LabelScaling
  let settings: PropertySettings
  let mode: PropertyMode
  let seed: Int
  let progress: any ProgressObserver

  /// Which epoch was best, and the selected figure there.
  struct Selection {
    let epoch: Int
    let score: Double
  }

  /// Trains a network; at the end it holds the weights of the epoch that was best on the validation part.
  /// - Throws: ``PropertyError/notFinite(mode:seed:epoch:)``, ``Interrupted``.
  func train(_ network: PropertyNetwork) throws -> Selection {
    let (training, validation) = (dataset.rows(of: .train), dataset.rows(of: .validation))
    let validationGraphs = validation.map { dataset.graphs[$0] }
    let encoder = network.graphEncoder.namedParameters.filter { !$0.parameter.isFrozen }
    let parameters = network.namedParameters.filter { !$0.parameter.isFrozen }
    let optimizers: [(optimizer: AdamW, rate: Float)] = [
      (AdamW(encoder, weightDecay: settings.weightDecay), mode == .scratch ? 1 : settings.encoderRate),
      (AdamW(network.head.namedParameters, weightDecay: settings.weightDecay), 1),
    ]
    let batchSize = settings.batchSize ?? PropertySettings.batchSize(rows: training.count)
    let epochs = settings.epochs ?? PropertySettings.epochs(rows: training.count)
    let batches = max(1, (training.count + batchSize - 1) / batchSize)
    let schedule = LearningRateSchedule(
      shape: .cosine, peak: settings.learningRate, warmupSteps: min(batches, 100),
      totalSteps: batches * epochs,
      finalFraction: 0.02)
    let random = RandomStream(seed: UInt64(seed), name: "property-training")
    let metric = settings.metric ?? dataset.task.metrics[0]

    var best: (selection: Selection, rank: [Double], weights: [(name: String, value: Tensor)])?
    progress.begin("\(mode.rawValue), seed \(seed)", total: epochs)
    for epoch in 1...epochs {
      let order = random.child("order", epoch).permutation(training.count).map { training[$0] }
      for batch in 0..<batches {
        try Interruption.check()
        let step = (epoch - 1) * batches + batch
        let rows = Array(order[order.count * batch / batches..<order.count * (batch + 1) / batches])
        for (_, parameter) in parameters { parameter.gradient = nil }
        try loss(network, rows, mode: .training(random.child("step", step)))?.backward()
        let norm = GradientNorm.total(parameters.map(\.parameter))
        guard norm.isFinite else { throw PropertyError.notFinite(mode: mode.rawValue, seed: seed, epoch: epoch) }
        let scale = GradientNorm.clippingScale(norm: norm, maximum: 1)
        for (optimizer, rate) in optimizers {
          optimizer.step(learningRate: schedule.rate(at: step) * rate, gradientScale: scale)
        }
      }
      let outputs = scaling.restored(try network.outputs(validationGraphs))
      guard outputs.allSatisfy({ $0.allSatisfy(\.isFinite) }) else {
        throw PropertyError.notFinite(mode: mode.rawValue, seed: seed, epoch: epoch)
      }
      let (score, rank) = dataset.rank(outputs, rows: validation, by: metric)
      if best.map({ $0.rank.lexicographicallyPrecedes(rank) }) ?? true {
        best = (Selection(epoch: epoch, score: score), rank, network.snapshot())
      }
      progress.advance(to: epoch, note: "validation \(metric.rawValue) \(score.formatted(digits: 4))")
      if let best, epoch - best.selection.epoch >= settings.patience { break }
    }
    // There is at least one epoch.
    let chosen = best?.selection ?? Selection(epoch: 0, score: .nan)
    try network.restore(best?.weights ?? [])
    progress.end(
      note: "validation \(metric.rawValue) \(chosen.score.formatted(digits: 4)) at epoch \(chosen.epoch)")
    return chosen
  }

  /// The mean over the labels that are there: binary cross-entropy of logits, or the squared error of scaled values.
  /// - Returns: a scalar; `nil` for rows without any label.
  private func loss(_ network: PropertyNetwork, _ rows: [Int], mode: Mode) throws -> Tensor? {
    let width = dataset.labels.count
    var (targets, mask) = ([Float](), [Float]())
    for row in rows {
      for (column, labels) in dataset.labels.enumerated() {
        let isKnown = !labels[row].isNaN
        targets.append(isKnown ? scaling.scaled(labels[row], column: column) : 0)
        mask.append(isKnown ? 1 : 0)
      }
    }
    let known = mask.reduce(0, +)
    guard known > 0 else { return nil }
    let wanted = try Tensor(targets, shape: [rows.count, width])
    let outputs = try network(GraphBatch(rows.map { dataset.graphs[$0] }), mode: mode)
    let losses: Tensor
    switch dataset.task {
    case .classification:
      // −t log σ(x) − (1 − t) log(1 − σ(x)) = softplus(x) − t x
      losses = try outputs.activated(.softplus) - outputs * wanted
    case .regression:
      let difference = try outputs - wanted
      losses = try difference * difference
    }
    return try (losses * Tensor(mask, shape: [rows.count, width])).sum().scaled(by: 1 / known)
  }
}

extension PropertyDataset {
  /// How good some predictions are by a figure, and the same as numbers to compare, greater being better.
  ///
  /// Where a validation part has one class alone and so no area under a curve, the error decides.
  func rank(_ outputs: [[Float]], rows: [Int], by metric: PropertyMetric) -> (score: Double, rank: [Double]) {
    let labels = labels(of: rows)
    let value = metric.mean(labels: labels, predictions: outputs)
    let scaled = task == .classification ? outputs.map { $0.map(Calibration.probability) } : outputs
    let error = PropertyMetric.rmse.mean(labels: labels, predictions: scaled) ?? .infinity
    return (value ?? .nan, [value.map { metric.higherIsBetter ? $0 : -$0 } ?? -.infinity, -error])
  }
}
