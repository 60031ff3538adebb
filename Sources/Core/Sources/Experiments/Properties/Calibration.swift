internal import Foundation

/// What makes of the members' outputs for a label a probability, or a value with an honest error bar; fitted on the
/// validation part.
public struct Calibration: Codable, Sendable, Equatable {
  /// Classification: the probability is `σ(slope · z + offset)` of the mean logit `z` (Platt 1999).
  /// Regression: the variance is `slope · s² + offset`, `s` being the members' deviation.
  public let slope: Double
  public let offset: Double

  /// Changes nothing: the plain probability, the members' own deviation.
  public static let none = Calibration(slope: 1, offset: 0)

  /// Probability of a logit.
  static func probability(_ logit: Float) -> Float { 1 / (1 + exp(-logit)) }

  /// Fits the outputs of some molecules to their labels.
  /// - Parameters:
  ///   - task: what the labels are.
  ///   - members: the outputs of each member, logits or values in units of the label.
  ///   - labels: NaN where nothing was measured.
  public init(_ task: PropertyTask, members: [[Float]], labels: [Float]) {
    let known = labels.indices.filter { !labels[$0].isNaN }
    let summaries = known.map { row in Self.summary(members.map { $0[row] }) }
    switch task {
    case .classification: self.init(logits: summaries.map(\.mean), classes: known.map { Double(labels[$0]) })
    case .regression:
      self.init(
        errors: zip(known, summaries).map { pow(Double(labels[$0]) - $1.mean, 2) },
        variances: summaries.map { $0.deviation * $0.deviation })
    }
  }

  init(slope: Double, offset: Double) {
    self.slope = slope
    self.offset = offset
  }

  /// Platt's logistic curve; what separates the classes wholly, or never saw both, is left nearly as it is.
  private init(logits: [Double], classes: [Double]) {
    guard classes.contains(0), classes.contains(1) else {
      self = .none
      return
    }
    let table = FeatureTable(logits.map { [Float($0)] })
    let model = LinearModel(.classification, table, rows: Array(0..<table.count), targets: classes, penalty: 0.1)
    // A curve that falls would turn the order of the predictions round.
    self.init(slope: max(model.weights[0], 1e-3), offset: model.intercept)
  }

  /// The variances `a s² + b` under which the squared errors are likeliest, by a search of a grid: `a` from 0 over 2⁻⁴ to
  /// 2⁸, `b` from 0 to all of the mean squared error.
  private init(errors: [Double], variances: [Double]) {
    let mean = errors.reduce(0, +) / Double(max(1, errors.count))
    guard mean > 0 else {
      self = .none
      return
    }
    var best = (likelihood: -Double.infinity, slope: 0.0, offset: mean)
    for slope in [0] + (-8...16).map({ pow(2, Double($0) / 2) }) {
      for share in stride(from: 0.0, through: 1, by: 0.02) {
        var sum = 0.0
        for (error, variance) in zip(errors, variances) {
          // No error bar is narrower than a thousandth of the typical error.
          let total = max(slope * variance + share * mean, 1e-6 * mean)
          sum -= 0.5 * (log(total) + error / total)
        }
        if sum > best.likelihood { best = (sum, slope, share * mean) }
      }
    }
    self.init(slope: best.slope, offset: best.offset)
  }

  /// A prediction for one molecule.
  public struct Prediction: Sendable, Equatable {
    /// A probability, or a value in units of the label.
    public let value: Double
    /// The standard deviation: of the members' probabilities, or of the error that is to be expected.
    public let uncertainty: Double
  }

  /// The prediction that the members' outputs for a molecule make.
  public func prediction(_ task: PropertyTask, _ members: [Float]) -> Prediction {
    switch task {
    case .classification:
      let probability = { (logit: Double) in 1 / (1 + exp(-logit)) }
      let each = Self.summary(members.map { probability(slope * Double($0) + offset) })
      return Prediction(value: probability(score(task, members)), uncertainty: each.deviation)
    case .regression:
      let (mean, deviation) = Self.summary(members)
      return Prediction(value: mean, uncertainty: (slope * deviation * deviation + offset).squareRoot())
    }
  }

  /// What the members' outputs for a molecule come to: a value in units of the label, or the calibrated log-odds of class 1.
  func score(_ task: PropertyTask, _ members: [Float]) -> Double {
    let mean = Self.summary(members).mean
    return task == .classification ? slope * mean + offset : mean
  }

  /// Mean and sample deviation; the deviation of one value is 0.
  static func summary(_ values: [Float]) -> (mean: Double, deviation: Double) {
    summary(values.map(Double.init))
  }

  static func summary(_ values: [Double]) -> (mean: Double, deviation: Double) {
    let mean = values.reduce(0, +) / Double(max(1, values.count))
    let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    return (mean, values.count > 1 ? (squares / Double(values.count - 1)).squareRoot() : 0)
  }
}
