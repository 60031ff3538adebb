internal import ACML
internal import NeuralNetworks
internal import Tensors

/// The soft-target loss of the released ACML code (Wang et al. 2025, 10.1021/acs.jcim.5c00430), which normalises nothing.
///
/// `S = g mᵀ / τ`, `Y = softmax((g gᵀ + m mᵀ) / 2 · τ)` by rows, loss `½ [CE(S, Y) + CE(Sᵀ, Yᵀ)]`; gradients flow through
/// the targets. A row beyond the pairs has no partner, so its target is undefined: such negatives are refused.
final class ACMLSoft: ContrastiveObjective {
  private let temperature: Float

  init(_ settings: ACMLSoftSettings) { temperature = settings.temperature }

  var similarity: Similarity { .dotProduct }

  func callAsFunction(_ batch: ContrastiveBatch) throws -> Tensor {
    let pairs = try Pairs(batch)
    let extra = pairs.extraGraphs + pairs.extraSamples
    guard extra == 0 else { throw ObjectiveError.extraNegatives(objective: "acml-soft", count: extra) }
    let logits = try pairs.products().scaled(by: 1 / temperature)
    let likeness =
      try pairs.graph.matmul(pairs.graph, transposed: true) + pairs.modality.matmul(pairs.modality, transposed: true)
    let targets = try pairs.masked(likeness.scaled(by: temperature / 2), .fromGraph).softmax()
    let losses = try Direction.allCases.map {
      try pairs.masked(pairs.oriented(logits, $0), $0).crossEntropy(softTargets: pairs.oriented(targets, $0))
    }
    return try (losses[0] + losses[1]).scaled(by: 0.5)
  }
}

struct ACMLSoftSettings: Settings {
  var temperature: Float = 1

  static let fields: [SettingField<Self>] = [
    .init("temperature", \.temperature, in: 0.001...1000, "divides the logits and multiplies the targets' likeness")
  ]
}
