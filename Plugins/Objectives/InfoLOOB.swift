internal import ACML
internal import NeuralNetworks
internal import Tensors

/// InfoLOOB, whose denominator leaves the positive out (Fürst et al. 2022, arXiv 2110.11316), in the form of CLOOME
/// (Sanchez-Fernandez et al. 2023, 10.1038/s41467-023-42328-w).
///
/// With `s = cos(g, m) / τ` the loss is `τ` times the sum over both directions of
/// `meanᵢ (log Σ_{j≠i} exp sᵢⱼ − sᵢᵢ)`.
///
/// Optionally both sides of a direction are first retrieved from one side by a continuous Hopfield network, as in CLOOB
/// and CLOOME: `retrieve(x, memory) = normalise(softmax(β x memoryᵀ) memory)`. Then graphs and modality are compared as
/// retrieved from the graphs, and modality and graphs as retrieved from the modality.
final class InfoLOOB: ContrastiveObjective {
  let scale: SimilarityScale
  private let hopfieldScale: Float?

  init(_ settings: InfoLOOBSettings) {
    scale = SimilarityScale(settings.temperature)
    hopfieldScale = settings.hopfieldScale
  }

  var similarity: Similarity { .cosine }
  var metrics: [String: Double] { scale.metrics }

  func callAsFunction(_ batch: ContrastiveBatch) throws -> Tensor {
    let pairs = try Pairs(batch).normalized
    let (graph, modality) = (pairs.graph, pairs.modality)
    let fromGraph = try leaveOneOut(
      retrieved(pairs.pairedGraph(), from: graph), among: retrieved(modality, from: graph), pairs, .fromGraph)
    let fromModality = try leaveOneOut(
      retrieved(pairs.pairedModality(), from: modality), among: retrieved(graph, from: modality), pairs, .fromModality)
    return try (fromGraph + fromModality) * scale.temperature
  }

  private func leaveOneOut(
    _ queries: Tensor, among keys: Tensor, _ pairs: Pairs, _ direction: Direction
  ) throws -> Tensor {
    let scale = scale()
    let logits = try queries.matmul(keys, transposed: true) * scale
    let others = try pairs.masked(logits, direction, leavingOutPartners: true).logSumExp()
    let partners = try queries.rowDots(keys.shape == queries.shape ? keys : keys.rows(0..<pairs.count)) * scale
    return try pairs.mean(others - partners, direction)
  }

  private func retrieved(_ states: Tensor, from memory: Tensor) throws -> Tensor {
    guard let hopfieldScale else { return states }
    return try states.matmul(memory, transposed: true).scaled(by: hopfieldScale).softmax().matmul(memory).l2Normalized()
  }
}

struct InfoLOOBSettings: ScaledSettings {
  var temperature = TemperatureSettings()
  var hopfieldScale: Float?

  init() {
    // CLOOME's defaults.
    temperature.initialTemperature = 1 / 14.3
    temperature.learnTemperature = false
  }

  static let fields: [SettingField<Self>] =
    temperatureFields + [
      .init(
        "hopfieldScale", \.hopfieldScale, in: 0.01...1000,
        "scale of retrieval from Hopfield networks, 14.3 in CLOOME; null for none")
    ]
}
