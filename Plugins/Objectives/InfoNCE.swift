internal import ACML
internal import NeuralNetworks
internal import Tensors

/// Symmetric InfoNCE with a learned temperature (Radford et al. 2021, arXiv 2103.00020): with `s = scale · cos(g, m)` the
/// mean of two cross-entropies, `½ [CE(s, I) + CE(sᵀ, I)]`.
final class InfoNCE: ContrastiveObjective {
  let scale: SimilarityScale

  init(_ settings: InfoNCESettings) { scale = SimilarityScale(settings.temperature) }

  var similarity: Similarity { .cosine }
  var metrics: [String: Double] { scale.metrics }

  func callAsFunction(_ batch: ContrastiveBatch) throws -> Tensor {
    let pairs = try Pairs(batch).normalized
    let logits = try pairs.products() * scale()
    let partners = (0..<pairs.count).map(Int32.init)
    let losses = try Direction.allCases.map {
      try pairs.masked(pairs.oriented(logits, $0), $0).crossEntropy(targets: partners)
    }
    return try (losses[0] + losses[1]).scaled(by: 0.5)
  }
}

struct InfoNCESettings: ScaledSettings {
  var temperature = TemperatureSettings()

  static let fields = temperatureFields
}
