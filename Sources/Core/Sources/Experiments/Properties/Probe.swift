internal import ACML
internal import NeuralNetworks
internal import Tensors

/// A linear model on the embeddings of an encoder that stays as it is.
enum Probe {
  /// Fits the probe and builds it into a network whose head is linear: its normalisation brings each dimension to mean 0
  /// and deviation 1 over the training part.
  static func fit(
    _ encoder: any GraphEncoder, _ dataset: PropertyDataset, _ scaling: LabelScaling, metric: PropertyMetric,
    random: RandomStream
  ) throws -> (network: PropertyNetwork, predictor: LinearPredictor) {
    let embeddings = try encoder.encode(dataset.graphs) { _ in try Interruption.check() }
    let head = PropertyHead(
      encoder.embeddingDimensions, hiddenDimensions: nil, labels: dataset.labels.count, dropout: 0, random: random)
    let statistics = try embeddings.gather(dataset.rows(of: .train).map(Int32.init)).columnStatistics()
    try head.normalization.running_mean.assign(statistics.mean)
    try head.normalization.running_var.assign(statistics.variance)
    let normalized = try Gradients.disabled { try head.normalization(embeddings, mode: .inference) }
    let width = normalized.columns
    let rows = normalized.withUnsafeValues { values in
      (0..<dataset.count).map { Array(values[$0 * width..<($0 + 1) * width]) }
    }
    let predictor = try LinearPredictor(FeatureTable(rows), dataset, scaling, metric: metric)
    try head.output.weight.assign(
      try Tensor(predictor.models.flatMap { $0.weights.map(Float.init) }, shape: head.output.weight.shape))
    try head.output.bias?.assign(Tensor(predictor.models.map { Float($0.intercept) }))
    return (PropertyNetwork(encoder, head), predictor)
  }
}
