internal import Foundation

/// A logistic or ridge regression: one output a row, `w · x + b`, a logit in classification.
///
/// Minimises `Σ loss(y, w · x + b) + ½ λ |w|²`, the loss being `log(1 + exp(z)) − y z` or `½ (y − z)²`: that is
/// scikit-learn's `LogisticRegression(C=1/λ)` and `Ridge(alpha=λ)`. The intercept is not penalised.
public struct LinearModel: Sendable {
  /// One a feature.
  public let weights: [Double]
  public let intercept: Double

  /// Fits the rows that are given.
  /// - Parameters:
  ///   - task: what the targets are.
  ///   - features: of all molecules.
  ///   - rows: the rows of `features` that are fitted.
  ///   - targets: a value for each of `rows`; 0 or 1 in classification.
  ///   - penalty: λ, above 0.
  public init(_ task: PropertyTask, _ features: FeatureTable, rows: [Int], targets: [Double], penalty: Double) {
    let width = features.width
    let mean = targets.isEmpty ? 0 : targets.reduce(0, +) / Double(targets.count)
    var start = Array(repeating: 0.0, count: width + 1)
    switch task {
    case .classification:
      let positives = targets.reduce(0, +)
      // Half a molecule of each class keeps the logit finite.
      start[width] = log((positives + 0.5) / (Double(targets.count) - positives + 0.5))
    case .regression: start[width] = mean
    }
    guard let first = targets.first, targets.contains(where: { $0 != first }) else {
      (weights, intercept) = (Array(repeating: 0, count: width), start[width])
      return
    }
    let solution = LimitedMemoryBFGS.minimize(start) { point, gradient in
      for index in 0..<width { gradient[index] = penalty * point[index] }
      gradient[width] = 0
      var value = 0.5 * penalty * (0..<width).reduce(0.0) { $0 + point[$1] * point[$1] }
      for (row, target) in zip(rows, targets) {
        let output = features.dot(row, point) + point[width]
        let slope: Double
        switch task {
        case .classification:
          value += max(output, 0) + log1p(exp(-abs(output))) - target * output
          slope = 1 / (1 + exp(-output)) - target
        case .regression:
          value += 0.5 * (output - target) * (output - target)
          slope = output - target
        }
        features.add(row, times: slope, to: gradient)
        gradient[width] += slope
      }
      return value
    }
    weights = Array(solution.prefix(width))
    intercept = solution[width]
  }

  /// `w · x + b` of some rows of a table with the same features.
  public func outputs(_ features: FeatureTable, rows: [Int]) -> [Float] {
    weights.withUnsafeBufferPointer { weights in
      guard let weights = weights.baseAddress else { return rows.map { _ in Float(intercept) } }
      return rows.map { Float(features.dot($0, weights) + intercept) }
    }
  }
}
