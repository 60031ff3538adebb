/// What an evaluation has come to; what `--json` prints and `model.json` holds.
public struct PropertyReport: Codable, Sendable {
  /// A figure over seeds.
  public struct Figure: Codable, Sendable, Equatable {
    public let metric: PropertyMetric
    /// The mean over seeds of the mean over labels.
    public let mean: Double
    /// The sample deviation over seeds; 0 for a single one.
    public let deviation: Double
    /// Seed by seed.
    public let seeds: [Double]
    /// The mean over seeds for each label, by name; labels on which the figure has no meaning are absent.
    public let labels: [String: Double]
    /// The figure of the seeds' mean output; the same as ``mean`` for a single seed.
    public let ensemble: Double
  }

  /// The figures of one mode on the test part.
  public struct Result: Codable, Sendable, Equatable {
    public let mode: PropertyMode
    public let figures: [Figure]
    /// The epochs that were chosen on the validation part, seed by seed; empty for linear models.
    public let epochs: [Int]
    /// The penalty that was chosen; `nil` for networks.
    public let penalty: Double?
  }

  /// How honest the saved model's error bars are on the test part.
  public struct Honesty: Codable, Sendable, Equatable {
    /// In regression: the share of values within 1.96 deviations; 0.95 is right.
    public var coverage: Double?
    /// In classification: the mean squared difference of probability and class (Brier 1950) of the mean of the members'
    /// own probabilities …
    public var brierBefore: Double?
    /// … and of the calibrated probability.
    public var brier: Double?
  }

  public let run: String
  public let dataset: String
  public let task: PropertyTask
  public let labels: [String]
  public let split: String
  /// Molecules by part.
  public let parts: [String: Int]
  /// Molecules of the test part that the training part holds too.
  public let leaked: Int
  /// Rows with a molecule and no label.
  public let unlabelled: Int
  public let rejectedRows: [RejectedRow]
  /// The figure that epochs and penalties are chosen by.
  public let selection: PropertyMetric
  public let results: [Result]
  /// The mode that the folder serves.
  public let served: PropertyMode
  public let calibration: Honesty
  /// The folder that was written; `nil` if none was asked for.
  public let output: String?

  /// The figure of a mode.
  public func figure(_ mode: PropertyMode, _ metric: PropertyMetric) -> Figure? {
    results.first { $0.mode == mode }?.figures.first { $0.metric == metric }
  }
}

extension PropertyReport.Result {
  /// The figures of some trials of one mode.
  init(_ trials: [PropertyTrial], _ dataset: PropertyDataset) {
    let labels = dataset.labels(of: dataset.rows(of: .test))
    let members = trials.map(\.testOutputs)
    let ensemble = labels.indices.map { column in
      labels[column].indices.map { row in Float(Calibration.summary(members.map { $0[column][row] }).mean) }
    }
    figures = dataset.task.metrics.compactMap { metric in
      let seeds = members.compactMap { metric.mean(labels: labels, predictions: $0) }
      guard seeds.count == members.count, let whole = metric.mean(labels: labels, predictions: ensemble) else {
        return nil
      }
      let (mean, deviation) = Calibration.summary(seeds)
      let each = members.map { metric.each(labels: labels, predictions: $0) }
      let byLabel = dataset.labelNames.enumerated().compactMap { column, name in
        let values = each.compactMap { $0[column] }
        return values.isEmpty ? nil : (name, Calibration.summary(values).mean)
      }
      return PropertyReport.Figure(
        metric: metric, mean: mean, deviation: deviation, seeds: seeds,
        labels: Dictionary(byLabel) { first, _ in first }, ensemble: whole)
    }
    mode = trials.first?.mode ?? .finetune
    epochs = trials.compactMap(\.epoch)
    penalty = trials.first?.penalty
  }
}

extension PropertyReport.Honesty {
  /// - Parameter calibrations: one for each label.
  init(_ trials: [PropertyTrial], _ calibrations: [Calibration], _ dataset: PropertyDataset) {
    let labels = dataset.labels(of: dataset.rows(of: .test))
    var (count, inside, before, after) = (0.0, 0.0, 0.0, 0.0)
    for (column, calibration) in calibrations.enumerated() {
      for (row, label) in labels[column].enumerated() where !label.isNaN {
        let outputs = trials.map { $0.testOutputs[column][row] }
        let prediction = calibration.prediction(dataset.task, outputs)
        let error = prediction.value - Double(label)
        count += 1
        if abs(error) <= 1.96 * prediction.uncertainty { inside += 1 }
        let plain = Calibration.summary(outputs.map(Calibration.probability)).mean - Double(label)
        before += plain * plain
        after += error * error
      }
    }
    guard count > 0 else { return }
    switch dataset.task {
    case .regression: coverage = inside / count
    case .classification: (brierBefore, brier) = (before / count, after / count)
    }
  }
}
