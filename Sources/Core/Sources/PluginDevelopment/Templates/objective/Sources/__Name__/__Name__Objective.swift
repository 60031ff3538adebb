internal import ACML
internal import NeuralNetworks
internal import Tensors

/// A smooth margin loss on cosine similarities. With `sᵢⱼ = cos(gᵢ, mⱼ)`, the mean over all negatives of both directions of
///
/// `log(1 + exp(β (sᵢⱼ − sᵢᵢ + margin)))`, β learned,
///
/// divided by β, so that a change of β alone is no gain.
final class __Name__Objective: ContrastiveObjective {
  /// log β, so that β stays positive. Shape `[]`.
  let logSharpness: Parameter
  private let margin: Float

  init(_ settings: __Name__Settings) {
    logSharpness = Parameter(Tensor(settings.initialSharpness).log())
    margin = settings.margin
  }

  var similarity: Similarity { .cosine }
  var metrics: [String: Double] { ["sharpness": Double(logSharpness.value.exp().values[0])] }

  func callAsFunction(_ batch: ContrastiveBatch) throws -> Tensor {
    let (graph, modality) = (batch.graph.l2Normalized(), batch.modality.l2Normalized())
    let count = batch.pairCount
    guard count > 0, graph.rows >= count, modality.rows >= count else {
      throw __Name__Error.shapes(batch.graph.shape, batch.modality.shape)
    }
    let (graphs, samples) = (try graph.rows(0..<count), try modality.rows(0..<count))
    let partners = try graphs.rowDots(samples)
    // Each side of a pair chooses among all rows of the other, also those beyond the pairs.
    let fromGraphs = try loss(
      graphs.matmul(modality, transposed: true), partners: partners, leavingOut: batch.duplicates)
    let fromModality = try loss(
      samples.matmul(graph, transposed: true), partners: partners,
      leavingOut: batch.duplicates.filter { $0.modality < count }.map { ($0.modality, $0.graph) })
    return try (fromGraphs + fromModality).scaled(by: 0.5)
  }

  /// - Parameters:
  ///   - similarities: shape `[rows, candidates]`; the partner of row `i` is candidate `i`.
  ///   - partners: the similarities of the partners, shape `[rows]`.
  ///   - duplicates: pairs of row and candidate that show the same compound.
  private func loss(
    _ similarities: Tensor, partners: Tensor, leavingOut duplicates: [(Int, Int)]
  ) throws -> Tensor {
    let (rows, candidates) = (similarities.rows, similarities.columns)
    // 1 for a negative, 0 for the partner and what shows its compound.
    let negatives = Tensor.filled([rows, candidates]) { values in
      values.update(repeating: 1)
      for row in 0..<rows { values[row * candidates + row] = 0 }
      for (row, candidate) in duplicates { values[row * candidates + candidate] = 0 }
    }
    // sᵢⱼ − sᵢᵢ: the partner's similarity beside each candidate, as a product with a row of ones.
    let beside = try partners.reshaped([rows, 1]).matmul(.full([1, candidates], 1))
    let sharpness = logSharpness.tensor.exp()
    let costs = try ((similarities - beside).scaled(by: 1, plus: margin) * sharpness).activated(.softplus)
    let count = max(1, negatives.values.reduce(0, +))
    let inverse = logSharpness.tensor.scaled(by: -1).exp()
    return try (costs * negatives).sum().scaled(by: 1 / count) * inverse
  }
}

/// A batch that the objective can't take.
enum __Name__Error: ClassifiedError {
  case shapes([Int], [Int])

  var failureClass: FailureClass { .internal }

  var description: String {
    switch self {
    case .shapes(let graph, let modality):
      "__name__: a batch of \(graph) and \(modality); expected two matrices of one width with a row for each pair"
    }
  }
}
