/// Linear models of all labels on one table of features: the fingerprint baseline, and the probe of an encoder.
///
/// One penalty serves all labels: that of ``penalties`` which is best on the validation part.
struct LinearPredictor {
  let models: [LinearModel]
  let penalty: Double
  /// The selected figure on the validation part.
  let score: Double

  static let penalties = [0.1, 1, 10, 100, 1000]

  /// - Parameter features: a row for each molecule of the dataset.
  init(_ features: FeatureTable, _ dataset: PropertyDataset, _ scaling: LabelScaling, metric: PropertyMetric) throws {
    let (training, validation) = (dataset.rows(of: .train), dataset.rows(of: .validation))
    let task = dataset.task
    let examples = dataset.labels.enumerated().map { column, labels in
      let rows = training.filter { !labels[$0].isNaN }
      return (rows: rows, targets: rows.map { Double(scaling.scaled(labels[$0], column: column)) })
    }
    try Interruption.check()
    let fits = Self.penalties.flatMap { penalty in
      examples.map { (penalty: penalty, rows: $0.rows, targets: $0.targets) }
    }
    let models = try inParallel(fits, grain: 1) {
      LinearModel(task, features, rows: $0.rows, targets: $0.targets, penalty: $0.penalty)
    }
    var best: (predictor: LinearPredictor, rank: [Double])?
    for (index, penalty) in Self.penalties.enumerated() {
      let models = Array(models[index * examples.count..<(index + 1) * examples.count])
      let outputs = scaling.restored(models.map { $0.outputs(features, rows: validation) })
      let (score, rank) = dataset.rank(outputs, rows: validation, by: metric)
      if best.map({ $0.rank.lexicographicallyPrecedes(rank) }) ?? true {
        best = (LinearPredictor(models: models, penalty: penalty, score: score), rank)
      }
    }
    self = best?.predictor ?? LinearPredictor(models: [], penalty: 0, score: .nan)
  }

  private init(models: [LinearModel], penalty: Double, score: Double) {
    self.models = models
    self.penalty = penalty
    self.score = score
  }

  /// A column for each label: logits, or scaled values.
  func outputs(_ features: FeatureTable, rows: [Int]) -> [[Float]] { models.map { $0.outputs(features, rows: rows) } }
}
