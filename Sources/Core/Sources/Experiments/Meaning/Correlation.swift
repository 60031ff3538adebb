internal import Tensors

/// How two numbers of molecules go together.
public enum Correlation: String, Codable, Sendable, CaseIterable {
  /// Of the numbers themselves.
  case pearson
  /// Of their ranks; equal numbers share the mean of theirs (`scipy.stats.spearmanr`).
  case spearman

  /// The coefficient with its 95 % interval.
  ///
  /// Intervals are percentile bootstrap (Efron & Tibshirani 1993, chapter 13) over resamples of the molecules: Fisher's
  /// transformation asks for a normal distribution, which counts of donors or chiral centres are far from.
  /// - Parameters:
  ///   - x: one number a molecule.
  ///   - y: another.
  ///   - seed: of the resamples.
  ///   - resamples: 1,000 is customary for 95 % intervals.
  /// - Returns: `nil` where a side is constant or there are fewer than three molecules.
  public func estimate(
    _ x: [Double], _ y: [Double], seed: UInt64, resamples: Int = 1000
  ) -> Retrieval.Estimate? {
    precondition(x.count == y.count, "correlation of \(x.count) numbers with \(y.count)")
    let sides = [x, y].map(WeightedRanks.init)
    guard x.count > 2, let value = coefficient(sides, weights: [Double](repeating: 1, count: x.count)) else {
      return nil
    }
    var random = RandomStream(seed: seed, name: "correlation")
    var weights = [Double](repeating: 0, count: x.count)
    var samples: [Double] = []
    for _ in 0..<resamples {
      for index in weights.indices { weights[index] = 0 }
      for _ in weights { weights[Int.random(in: weights.indices, using: &random)] += 1 }
      // A resample may be constant where few molecules differ.
      if let sample = coefficient(sides, weights: weights) { samples.append(sample) }
    }
    samples.sort()
    return Retrieval.Estimate(
      value: value, lower: percentile(samples, 0.025) ?? value, upper: percentile(samples, 0.975) ?? value)
  }

  private func coefficient(_ sides: [WeightedRanks], weights: [Double]) -> Double? {
    switch self {
    case .pearson: Self.weighted(sides[0].values, sides[1].values, weights)
    case .spearman: Self.weighted(sides[0].ranks(weights), sides[1].ranks(weights), weights)
    }
  }

  /// Pearson's coefficient of molecules that count `weights` times each.
  private static func weighted(_ x: [Double], _ y: [Double], _ weights: [Double]) -> Double? {
    var (total, meanX, meanY) = (0.0, 0.0, 0.0)
    for index in x.indices {
      total += weights[index]
      meanX += weights[index] * x[index]
      meanY += weights[index] * y[index]
    }
    meanX /= total
    meanY /= total
    var (xx, yy, xy) = (0.0, 0.0, 0.0)
    for index in x.indices {
      let (dx, dy) = (x[index] - meanX, y[index] - meanY)
      xx += weights[index] * dx * dx
      yy += weights[index] * dy * dy
      xy += weights[index] * dx * dy
    }
    // What rounding leaves of a constant is no variance.
    guard xx > 1e-20 * total * meanX * meanX, yy > 1e-20 * total * meanY * meanY, xx > 0, yy > 0 else { return nil }
    return xy / (xx.squareRoot() * yy.squareRoot())
  }

  /// Numbers that were sorted once, so that the ranks of each resample cost one pass.
  private struct WeightedRanks {
    let values: [Double]
    private let order: [Int]

    init(_ values: [Double]) {
      self.values = values
      order = values.indices.sorted { values[$0] < values[$1] }
    }

    /// Ranks from 1 of numbers that count `weights` times each; equal ones share the mean of theirs.
    func ranks(_ weights: [Double]) -> [Double] {
      var ranks = [Double](repeating: 0, count: values.count)
      var (start, passed) = (0, 0.0)
      while start < order.count {
        var (end, weight) = (start, 0.0)
        while end < order.count, values[order[end]] == values[order[start]] {
          weight += weights[order[end]]
          end += 1
        }
        for place in start..<end { ranks[order[place]] = passed + (weight + 1) / 2 }
        passed += weight
        start = end
      }
      return ranks
    }
  }
}
