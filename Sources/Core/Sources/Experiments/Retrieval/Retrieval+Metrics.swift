internal import Tensors

extension Retrieval {
  /// How well targets were found in pools of one size; what `--json` prints.
  public struct Metrics: Sendable, Equatable, Codable {
    /// The share of queries whose target is among the first `k`.
    public struct TopK: Sendable, Equatable, Codable {
      public let k: Int
      public let accuracy: Estimate
      /// What drawing lots would reach: the mean of `k` / candidates.
      public let random: Double
    }

    /// The size that was asked for.
    public let poolSize: Int
    /// The mean number of candidates a query really had, the target among them.
    public let candidates: Double
    public let queries: Int
    public let topK: [TopK]
    public let meanReciprocalRank: Estimate
    public let medianRank: Estimate
  }

  /// A figure with its 95 % interval.
  public struct Estimate: Sendable, Equatable, Codable {
    public let value: Double
    public let lower: Double
    public let upper: Double
  }
}

extension Retrieval.Ranks {
  /// Sums the ranks up.
  ///
  /// Intervals are percentile bootstrap (Efron & Tibshirani 1993, chapter 13): the 2.5 and 97.5 percentiles over
  /// resamples of the queries, drawn with replacement.
  /// - Parameters:
  ///   - ks: the `k` of the top-k accuracies.
  ///   - seed: of the resamples.
  ///   - resamples: 1,000 is customary for 95 % intervals.
  public func metrics(ks: [Int], seed: UInt64, resamples: Int = 1000) -> Retrieval.Metrics {
    let sorted = ranks.sorted()
    let whole = Self.figures(sorted, weights: Array(repeating: 1, count: sorted.count), ks: ks)
    var random = RandomStream(seed: seed, name: "bootstrap")
    var samples: [[Double]] = Array(repeating: [], count: whole.count)
    var weights = Array(repeating: 0, count: sorted.count)
    for _ in 0..<(sorted.isEmpty ? 0 : resamples) {
      for index in weights.indices { weights[index] = 0 }
      for _ in sorted.indices { weights[Int.random(in: sorted.indices, using: &random)] += 1 }
      for (index, figure) in Self.figures(sorted, weights: weights, ks: ks).enumerated() {
        samples[index].append(figure)
      }
    }
    let estimates = zip(whole, samples).map { value, samples in
      let samples = samples.sorted()
      return Retrieval.Estimate(
        value: value, lower: percentile(samples, 0.025) ?? value, upper: percentile(samples, 0.975) ?? value)
    }
    let count = Double(max(1, ranks.count))
    return Retrieval.Metrics(
      poolSize: poolSize, candidates: Double(candidates.reduce(0, +)) / count, queries: ranks.count,
      topK: ks.indices.map { index in
        let chance = candidates.reduce(0.0) { $0 + min(1, Double(ks[index]) / Double($1)) } / count
        return Retrieval.Metrics.TopK(k: ks[index], accuracy: estimates[index + 2], random: chance)
      }, meanReciprocalRank: estimates[0], medianRank: estimates[1])
  }

  /// Mean reciprocal rank, median rank and top-k accuracies of ascending ranks that count `weights` times each.
  private static func figures(_ ranks: [Int], weights: [Int], ks: [Int]) -> [Double] {
    let total = ranks.count
    guard total > 0 else { return Array(repeating: .nan, count: ks.count + 2) }
    var reciprocal = 0.0
    var counts = Array(repeating: 0, count: ks.count)
    var middle = (low: 0, high: 0)
    var passed = 0
    for (rank, weight) in zip(ranks, weights) where weight > 0 {
      reciprocal += Double(weight) / Double(rank)
      for index in ks.indices where rank <= ks[index] { counts[index] += weight }
      // The median of an even number lies between two ranks.
      if passed <= (total - 1) / 2, passed + weight > (total - 1) / 2 { middle.low = rank }
      if passed <= total / 2, passed + weight > total / 2 { middle.high = rank }
      passed += weight
    }
    return [reciprocal / Double(total), Double(middle.low + middle.high) / 2]
      + counts.map { Double($0) / Double(total) }
  }
}

/// The value below which a share of ascending values lies, interpolated between neighbours; `nil` if there are none.
func percentile(_ sorted: [Double], _ share: Double) -> Double? {
  guard let last = sorted.indices.last else { return nil }
  let place = share * Double(last)
  let low = Int(place)
  let high = min(low + 1, last)
  return sorted[low] + (sorted[high] - sorted[low]) * (place - Double(low))
}
