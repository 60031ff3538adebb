internal import Tensors

/// How well samples are told apart among isomers; what `--json` prints.
public struct IsomerFigures: Sendable, Codable, Equatable {
  /// Groups of one size, or of all sizes.
  public struct Matching: Sendable, Codable, Equatable {
    /// Molecules a group; `nil` for all sizes together.
    public let groupSize: Int?
    public let groups: Int
    /// Samples that were matched with a molecule of their group.
    public let samples: Int
    /// The share of samples whose own molecule scores highest; of several that do, each counts its share.
    public let accuracy: Retrieval.Estimate
    /// What drawing lots would reach: the mean of 1 / size.
    public let random: Double
  }

  public let formulas: Int
  public let pairs: Int
  /// Over ordered pairs of a sample and another molecule of its group: how often its own scores higher, ties counting half.
  public let pairwiseAccuracy: Retrieval.Estimate
  /// The same, first within each sample, then over samples.
  public let meanOverSamples: Retrieval.Estimate
  /// Of both: what drawing lots would reach.
  public let pairwiseRandom: Double
  public let all: Matching
  /// For each size that there is, ascending.
  public let bySize: [Matching]

  /// Sums groups up.
  ///
  /// Intervals are percentile bootstrap over formulas, since molecules of one formula are no independent draws.
  /// - Parameters:
  ///   - groups: at least one, each of two molecules or more.
  ///   - resamples: 1,000 is customary for 95 % intervals.
  public init(_ groups: [IsomerGroup], seed: UInt64, resamples: Int = 1000) {
    formulas = Set(groups.map(\.formula)).count
    pairs = groups.reduce(0) { $0 + $1.molecules.count * ($1.molecules.count - 1) / 2 }
    pairwiseRandom = 0.5

    /// A share over the groups: for each what it adds to the sum and to the count.
    func estimate(_ name: String, _ groups: [IsomerGroup], _ terms: (IsomerGroup) -> (Double, Double))
      -> Retrieval.Estimate
    {
      var clusters: [String: (Double, Double)] = [:]
      for group in groups {
        let (sum, count) = terms(group)
        clusters[group.formula, default: (0, 0)].0 += sum
        clusters[group.formula, default: (0, 0)].1 += count
      }
      let ordered = clusters.sorted { $0.key < $1.key }.map(\.value)
      return Retrieval.Estimate(
        ratioOver: ordered, random: RandomStream(seed: seed, name: "isomers \(name)"), resamples: resamples)
    }
    func wins(_ group: IsomerGroup) -> [Double] {
      group.molecules.indices.map { sample in
        group.molecules.indices.filter { $0 != sample }.reduce(0) { $0 + group.win(sample, over: $1) }
      }
    }
    func matching(_ size: Int?, _ groups: [IsomerGroup]) -> Matching {
      let samples = groups.reduce(0) { $0 + $1.molecules.count }
      return Matching(
        groupSize: size, groups: groups.count, samples: samples,
        accuracy: estimate("matches \(size ?? 0)", groups) { group in
          (group.molecules.indices.reduce(0) { $0 + group.match($1) }, Double(group.molecules.count))
        },
        // Each group of n has n samples, each with a chance of 1 / n.
        random: Double(groups.count) / Double(max(1, samples)))
    }
    pairwiseAccuracy = estimate("pairs", groups) { group in
      (wins(group).reduce(0, +), Double(group.molecules.count * (group.molecules.count - 1)))
    }
    meanOverSamples = estimate("samples", groups) { group in
      (wins(group).reduce(0) { $0 + $1 / Double(group.molecules.count - 1) }, Double(group.molecules.count))
    }
    all = matching(nil, groups)
    bySize = Dictionary(grouping: groups, by: \.molecules.count).sorted { $0.key < $1.key }.map(matching)
  }
}

extension Retrieval.Estimate {
  /// A ratio of two sums over clusters, with the percentile bootstrap over the clusters.
  init(ratioOver clusters: [(sum: Double, count: Double)], random: RandomStream, resamples: Int) {
    func ratio(_ sum: Double, _ count: Double) -> Double { count > 0 ? sum / count : 0 }
    var random = random
    let samples = (0..<(clusters.isEmpty ? 0 : resamples)).map { _ in
      var (sum, count) = (0.0, 0.0)
      for _ in clusters.indices {
        let cluster = clusters[Int.random(in: clusters.indices, using: &random)]
        sum += cluster.sum
        count += cluster.count
      }
      return ratio(sum, count)
    }.sorted()
    let value = ratio(clusters.reduce(0) { $0 + $1.sum }, clusters.reduce(0) { $0 + $1.count })
    self.init(
      value: value, lower: percentile(samples, 0.025) ?? value, upper: percentile(samples, 0.975) ?? value)
  }
}
