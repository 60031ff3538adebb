internal import Foundation

/// A figure of how well predictions agree with labels.
///
/// Predictions of a classification may be on any scale that rises with the probability of class 1.
public enum PropertyMetric: String, Sendable, CaseIterable, Codable {
  /// The area under the receiver operating characteristic: the share of pairs of both classes that stand in the right
  /// order, ties counting half (`sklearn.metrics.roc_auc_score`).
  case rocAUC = "ROC-AUC"
  /// The area under precision over recall as a sum of steps (`sklearn.metrics.average_precision_score`).
  case prAUC = "PR-AUC"
  /// The root of the mean squared error, in units of the label.
  case rmse = "RMSE"
  /// The mean absolute error, in units of the label.
  case mae = "MAE"
  /// The coefficient of determination, 1 − Σ(y − ŷ)² / Σ(y − ȳ)² (`sklearn.metrics.r2_score`).
  case r2 = "R2"
  /// The correlation of ranks, ties having their mean rank (`scipy.stats.spearmanr`).
  case spearman = "Spearman"

  public var higherIsBetter: Bool { self != .rmse && self != .mae }

  /// The figure of some predictions.
  /// - Returns: `nil` where it has no meaning: no labels, one class alone, or constant values.
  public func callAsFunction(labels: [Float], predictions: [Float]) -> Double? {
    precondition(labels.count == predictions.count, "\(labels.count) labels, \(predictions.count) predictions")
    let count = Double(labels.count)
    guard count > 0 else { return nil }
    switch self {
    case .rocAUC:
      let positives = Double(labels.count { $0 == 1 })
      guard positives > 0, positives < count else { return nil }
      let sum = zip(averageRanks(predictions), labels).reduce(0) { $0 + ($1.1 == 1 ? $1.0 : 0) }
      return (sum - positives * (positives + 1) / 2) / (positives * (count - positives))
    case .prAUC: return Self.averagePrecision(labels, predictions)
    case .rmse: return (Self.squaredError(labels, predictions) / count).squareRoot()
    case .mae: return zip(labels, predictions).reduce(0) { $0 + abs(Double($1.0) - Double($1.1)) } / count
    case .r2:
      let mean = labels.reduce(0) { $0 + Double($1) } / count
      let total = labels.reduce(0) { $0 + (Double($1) - mean) * (Double($1) - mean) }
      return total > 0 ? 1 - Self.squaredError(labels, predictions) / total : nil
    case .spearman: return Self.correlation(averageRanks(labels), averageRanks(predictions))
    }
  }

  /// The mean over label columns of those that have a meaning; `nil` if none has.
  /// - Parameters:
  ///   - labels: a column each, NaN where nothing was measured.
  ///   - predictions: of the same shape.
  public func mean(labels: [[Float]], predictions: [[Float]]) -> Double? {
    let values = each(labels: labels, predictions: predictions).compactMap(\.self)
    return values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
  }

  /// The figure of each label column over the rows that have a label.
  func each(labels: [[Float]], predictions: [[Float]]) -> [Double?] {
    zip(labels, predictions).map { labels, predictions in
      let known = labels.indices.filter { !labels[$0].isNaN }
      return self(labels: known.map { labels[$0] }, predictions: known.map { predictions[$0] })
    }
  }

  private static func squaredError(_ labels: [Float], _ predictions: [Float]) -> Double {
    zip(labels, predictions).reduce(0) { $0 + pow(Double($1.0) - Double($1.1), 2) }
  }

  private static func averagePrecision(_ labels: [Float], _ predictions: [Float]) -> Double? {
    let positives = labels.count { $0 == 1 }
    guard positives > 0, positives < labels.count else { return nil }
    let order = predictions.indices.sorted { predictions[$0] > predictions[$1] }
    var (sum, right, place) = (0.0, 0, 0)
    while place < order.count {
      // Equal predictions are one threshold.
      let value = predictions[order[place]]
      var found = 0
      repeat {
        if labels[order[place]] == 1 { found += 1 }
        place += 1
      } while place < order.count && predictions[order[place]] == value
      right += found
      sum += Double(found) / Double(positives) * Double(right) / Double(place)
    }
    return sum
  }

  /// Pearson's correlation; `nil` if a side is constant.
  private static func correlation(_ x: [Double], _ y: [Double]) -> Double? {
    let count = Double(x.count)
    let (meanX, meanY) = (x.reduce(0, +) / count, y.reduce(0, +) / count)
    var (xx, yy, xy) = (0.0, 0.0, 0.0)
    for (a, b) in zip(x, y) {
      xx += (a - meanX) * (a - meanX)
      yy += (b - meanY) * (b - meanY)
      xy += (a - meanX) * (b - meanY)
    }
    return xx > 0 && yy > 0 ? xy / (xx * yy).squareRoot() : nil
  }
}

/// Ranks from 1; equal values share the mean of theirs.
private func averageRanks(_ values: [Float]) -> [Double] {
  let order = values.indices.sorted { values[$0] < values[$1] }
  var ranks = Array(repeating: 0.0, count: values.count)
  var start = 0
  while start < order.count {
    var end = start + 1
    while end < order.count, values[order[end]] == values[order[start]] { end += 1 }
    for place in start..<end { ranks[order[place]] = Double(start + end + 1) / 2 }
    start = end
  }
  return ranks
}
