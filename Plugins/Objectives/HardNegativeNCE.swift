internal import ACML
internal import NeuralNetworks
internal import Tensors

/// InfoNCE with hard negatives weighted up and hidden positives discounted (Robinson et al. 2021, arXiv 2010.04592,
/// equation 4, with the authors' floor).
///
/// With `s = cos(g, m) / τ`, `N` negatives of row `i`, and `p = exp sᵢᵢ`:
/// ```
/// wⱼ = exp(β sᵢⱼ) / meanₖ exp(β sᵢₖ)
/// G  = max((Σⱼ wⱼ exp sᵢⱼ − τ⁺ N p) / (1 − τ⁺), N exp(−1/τ))
/// loss = meanᵢ −log(p / (p + G))
/// ```
/// averaged over both directions. Sums are over negatives; gradients flow through the weights.
final class HardNegativeNCE: ContrastiveObjective {
  private let settings: HardNegativeSettings

  init(_ settings: HardNegativeSettings) { self.settings = settings }

  var similarity: Similarity { .cosine }

  func callAsFunction(_ batch: ContrastiveBatch) throws -> Tensor {
    let pairs = try Pairs(batch).normalized
    let logits = try pairs.products().scaled(by: 1 / settings.temperature)
    let partners = try pairs.partnerProducts().scaled(by: 1 / settings.temperature)
    let losses = try Direction.allCases.map { direction in
      let oriented = try pairs.oriented(logits, direction)
      let negatives = try logMeanNegative(oriented, partners, pairs, direction)
      let logCounts = Tensor(pairs.negativeCounts(direction).map { Float(max(1, $0)) }).log()
      // −log(p / (p + G)) = softplus(log G − log p)
      return try pairs.mean((negatives + logCounts - partners).activated(.softplus), direction)
    }
    return try (losses[0] + losses[1]).scaled(by: 0.5)
  }

  /// `log(G / N)`, all in logarithms, since `exp(1/τ)` overflows at low temperatures: shape `[count]`.
  private func logMeanNegative(
    _ logits: Tensor, _ partners: Tensor, _ pairs: Pairs, _ direction: Direction
  ) throws -> Tensor {
    let (concentration, prior) = (settings.concentration, settings.positivePrior)
    let logSum = { (factor: Float) in
      try pairs.masked(logits.scaled(by: factor), direction, leavingOutPartners: true).logSumExp()
    }
    // log of the mean of w exp s: the N of the mean of weights cancels that of the sum.
    let reweighted = try logSum(1 + concentration) - logSum(concentration)
    // 1 − τ⁺ p / mean; what is not positive ends on the floor. Bounds keep exponential and logarithm finite.
    let share = try (partners - reweighted).clamped(-80, 80).exp()
    let discount = share.scaled(by: -prior, plus: 1).clamped(1e-30, 1).log()
    let logPrior = Tensor(1 - prior).log().values[0]
    return try (reweighted + discount).scaled(by: 1, plus: -logPrior)
      .clamped(-1 / settings.temperature, .greatestFiniteMagnitude)
  }
}

struct HardNegativeSettings: Settings {
  var temperature: Float = 0.5
  var concentration: Float = 1
  var positivePrior: Float = 0.1

  static let fields: [SettingField<Self>] = [
    .init("temperature", \.temperature, in: 0.01...10, "what cosine similarities are divided by"),
    .init("concentration", \.concentration, in: 0...10, "β: how much harder negatives count more"),
    .init("positivePrior", \.positivePrior, in: 0...0.9, "τ⁺: share of negatives that are positives in truth"),
  ]
}
