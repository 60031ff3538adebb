internal import ACML
internal import NeuralNetworks
internal import Tensors

/// A binary decision for every pair (Zhai et al. 2023, arXiv 2303.15343): with `zᵢⱼ` = 1 for a pair and −1 otherwise,
/// `−1/N Σᵢⱼ log σ(zᵢⱼ (scale · cos(gᵢ, mⱼ) + bias))`, scale and bias learned.
final class SigLIP: ContrastiveObjective {
  let scale: SimilarityScale
  /// Shape `[]`.
  let bias: Parameter

  init(_ settings: SigLIPSettings) {
    scale = SimilarityScale(settings.temperature)
    bias = Parameter(Tensor(settings.initialBias))
  }

  var similarity: Similarity { .cosine }
  var metrics: [String: Double] { scale.metrics.merging(["bias": Double(bias.value.values[0])]) { $1 } }

  func callAsFunction(_ batch: ContrastiveBatch) throws -> Tensor {
    let pairs = try Pairs(batch).normalized
    let logits = try pairs.masked(pairs.products() * scale() + bias.tensor, .fromGraph)
    let columns = logits.columns
    let signs = Tensor.filled(logits.shape) { values in
      values.update(repeating: 1)
      for row in 0..<pairs.count { values[row * columns + row] = -1 }
    }
    // −log σ(z x) = softplus(−z x)
    return try (logits * signs).activated(.softplus).sum().scaled(by: 1 / Float(pairs.count))
  }
}

struct SigLIPSettings: ScaledSettings {
  var temperature = TemperatureSettings()
  var initialBias: Float = -10

  init() {
    // The paper's t' = log 10.
    temperature.initialTemperature = 0.1
  }

  static let fields: [SettingField<Self>] =
    temperatureFields + [
      .init("initialBias", \.initialBias, in: -100...100, "bias of the decisions in the beginning; most pairs are none")
    ]
}
