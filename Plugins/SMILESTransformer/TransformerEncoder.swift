public import NeuralNetworks
public import Tensors

/// The network of RoBERTa, BERT and ALBERT: embeddings of tokens, positions and types, then transformer blocks with
/// normalisation after each part.
///
/// Sequences are packed one after the other, so that there is no padding and no work is done on it.
public final class TransformerEncoder: Module {
  public let shape: TransformerShape
  public let tokenEmbedding: Embedding
  public let positionEmbedding: Embedding
  public let typeEmbedding: Embedding
  public let embeddingNorm: LayerNorm
  /// From the embeddings to the blocks' width; ALBERT's alone.
  public let embeddingProjection: Linear?
  /// Those with parameters of their own; ``TransformerShape/blocksOfLayers`` says when each is run.
  public let blocks: [TransformerBlock]
  /// Maps the first token's state to the sequence's; only in encoders that came with one.
  public let pooler: Linear?

  /// Matrices begin as RoBERTa's do, biases at 0.
  public init(_ shape: TransformerShape, hasPooler: Bool = false, random: RandomStream) {
    self.shape = shape
    let initializer = Initializer.normal(deviation: 0.02)
    let dimensions = shape.dimensions
    func table(_ rows: Int) -> Embedding {
      Embedding(rows, shape.embeddingDimensions, initializer: initializer, random: random)
    }
    tokenEmbedding = table(shape.vocabularySize)
    positionEmbedding = table(shape.positionCount)
    typeEmbedding = table(shape.typeCount)
    embeddingNorm = LayerNorm(shape.embeddingDimensions, epsilon: shape.epsilon)
    embeddingProjection =
      shape.family == .albert
      ? Linear(shape.embeddingDimensions, dimensions, initializer: initializer, random: random) : nil
    blocks = (0..<shape.blockCount).map { _ in
      TransformerBlock(
        dimensions, heads: shape.heads, intermediateDimensions: shape.intermediateDimensions,
        activation: shape.activation, dropout: shape.dropout, attentionDropout: shape.attentionDropout,
        epsilon: shape.epsilon, initializer: initializer, random: random)
    }
    pooler = hasPooler ? Linear(dimensions, dimensions, initializer: initializer, random: random) : nil
  }

  /// The last block's output.
  /// - Parameter rows: of which tokens; `nil` for all. The last block does nothing for the others but look at them.
  /// - Returns: `[rows, dimensions]`.
  public func callAsFunction(_ batch: TokenBatch, rows: [Int32]? = nil, mode: Mode) throws -> Tensor {
    let order = shape.blocksOfLayers.joined()
    var states = try embeddings(of: batch, mode: mode)
    for (place, index) in order.enumerated() {
      states = try blocks[index](
        states, sequences: batch.sequences, rows: place == order.count - 1 ? rows : nil, mode: mode)
    }
    return states
  }

  /// What enters the first layer, then the output of each, in inference: `layers + 1` times `[tokens, dimensions]`.
  public func hiddenStates(of batch: TokenBatch) throws -> [Tensor] {
    var states = [try embeddings(of: batch, mode: .inference)]
    for layer in shape.blocksOfLayers {
      states.append(
        try layer.reduce(states[states.count - 1]) {
          try blocks[$1]($0, sequences: batch.sequences, mode: .inference)
        })
    }
    return states
  }

  /// One vector a sequence: `[sequences, dimensions]`.
  /// - Throws: ``TensorError`` if the pooler is asked for and there is none.
  public func pooled(_ batch: TokenBatch, by pooling: Pooling, mode: Mode) throws -> Tensor {
    if pooling == .mean { return try self(batch, mode: mode).segmentMean(batch.sequences) }
    let first = try self(batch, rows: Array(batch.sequences.offsets.dropLast()), mode: mode)
    guard pooling == .pooler else { return first }
    guard let pooler else { throw TensorError.argument(operation: "pooled", expectation: "an encoder with a pooler") }
    return try pooler(first, activation: .tanh)
  }

  private func embeddings(of batch: TokenBatch, mode: Mode) throws -> Tensor {
    let sum =
      try tokenEmbedding(batch.tokens)
      + positionEmbedding(batch.positions(from: shape.firstPosition))
      + typeEmbedding([0]).reshaped([shape.embeddingDimensions])
    let embedded = try embeddingNorm(sum).dropout(shape.dropout, mode: mode)
    return try embeddingProjection?(embedded) ?? embedded
  }
}
