internal import ACML
internal import Chemistry
internal import NeuralNetworks
internal import Tensors

/// What stands on a graph encoder to predict labels: batch normalisation of the embedding, at most one hidden layer, and
/// one output a label.
final class PropertyHead: Module {
  let normalization: BatchNorm
  let hidden: Linear?
  let output: Linear
  private let dropout: Float

  /// - Parameters:
  ///   - dimensions: width of the embedding.
  ///   - hiddenDimensions: width of the hidden layer; `nil` for a linear head.
  init(_ dimensions: Int, hiddenDimensions: Int?, labels: Int, dropout: Float, random: RandomStream) {
    normalization = BatchNorm(dimensions)
    hidden = hiddenDimensions.map { Linear(dimensions, $0, random: random.child("hidden")) }
    output = Linear(hiddenDimensions ?? dimensions, labels, random: random.child("output"))
    self.dropout = dropout
  }

  /// `[molecules, dimensions]` to `[molecules, labels]`.
  func callAsFunction(_ embeddings: Tensor, mode: Mode) throws -> Tensor {
    var states = try normalization(embeddings, mode: mode).dropout(dropout, mode: mode)
    if let hidden { states = try hidden(states, activation: .relu).dropout(dropout, mode: mode) }
    return try output(states)
  }
}

/// A graph encoder with a head: one output a label, a logit in classification, the scaled value in regression.
final class PropertyNetwork: Module {
  let graphEncoder: any GraphEncoder
  let head: PropertyHead

  init(_ graphEncoder: any GraphEncoder, _ head: PropertyHead) {
    self.graphEncoder = graphEncoder
    self.head = head
  }

  /// Shape `[batch.graphCount, labels]`.
  func callAsFunction(_ batch: GraphBatch, mode: Mode) throws -> Tensor {
    try head(graphEncoder(batch, mode: mode), mode: mode)
  }

  /// Outputs of many molecules in inference: a column for each label.
  func outputs(_ graphs: [MolecularGraph]) throws -> [[Float]] {
    try Gradients.disabled { try head(graphEncoder.encode(graphs), mode: .inference) }.columnValues
  }
}

extension Tensor {
  /// The values column by column.
  var columnValues: [[Float]] {
    let columns = columns
    return withUnsafeValues { values in
      (0..<columns).map { column in stride(from: column, to: values.count, by: columns).map { values[$0] } }
    }
  }
}
