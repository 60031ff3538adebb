public import NeuralNetworks
public import Tensors

/// The network of RoBERTa (Liu et al., arXiv 1907.11692): embeddings of tokens, positions and types, then transformer
/// blocks with normalisation after each part.
///
/// Sequences are packed one after the other, so that there is no padding and no work is done on it.
public final class TransformerEncoder: Module {
  public let shape: TransformerShape
  public let tokenEmbedding: Embedding
  public let positionEmbedding: Embedding
  public let typeEmbedding: Embedding
  public let embeddingNorm: LayerNorm
  public let blocks: [TransformerBlock]
  /// Maps the first token's state to the sequence's; only in encoders that came with one.
  public let pooler: Linear?

  /// - Parameter initializer: of all matrices; biases begin at 0. RoBERTa's own is the default.
  public init(
    _ shape: TransformerShape, hasPooler: Bool = false, initializer: Initializer = .normal(deviation: 0.02),
    random: RandomStream
  ) {
    self.shape = shape
    let dimensions = shape.dimensions
    func table(_ rows: Int) -> Embedding { Embedding(rows, dimensions, initializer: initializer, random: random) }
    tokenEmbedding = table(shape.vocabularySize)
    positionEmbedding = table(shape.positionCount)
    typeEmbedding = table(shape.typeCount)
    embeddingNorm = LayerNorm(dimensions, epsilon: shape.epsilon)
    blocks = (0..<shape.layers).map { _ in
      TransformerBlock(
        dimensions, heads: shape.heads, intermediateDimensions: shape.intermediateDimensions,
        activation: shape.activation, dropout: shape.dropout, attentionDropout: shape.attentionDropout,
        epsilon: shape.epsilon, initializer: initializer, random: random)
    }
    pooler = hasPooler ? Linear(dimensions, dimensions, initializer: initializer, random: random) : nil
  }

  /// The last block's output for every token: `[tokens, dimensions]`.
  public func callAsFunction(_ batch: TokenBatch, mode: Mode) throws -> Tensor {
    try blocks.reduce(embeddings(of: batch, mode: mode)) { try $1($0, sequences: batch.sequences, mode: mode) }
  }

  /// What enters the first block, then the output of each, in inference: `layers + 1` times `[tokens, dimensions]`.
  public func hiddenStates(of batch: TokenBatch) throws -> [Tensor] {
    var states = [try embeddings(of: batch, mode: .inference)]
    for block in blocks {
      states.append(try block(states[states.count - 1], sequences: batch.sequences, mode: .inference))
    }
    return states
  }

  /// One vector a sequence: `[sequences, dimensions]`.
  /// - Parameter states: of the last block, `[tokens, dimensions]`.
  /// - Throws: ``TensorError`` if the pooler is asked for and there is none.
  public func pooled(_ states: Tensor, of batch: TokenBatch, by pooling: Pooling) throws -> Tensor {
    let starts = batch.sequences.offsets.dropLast()
    switch pooling {
    case .mean: return try states.segmentMean(batch.sequences)
    case .cls: return try states.gather(Array(starts))
    case .pooler:
      guard let pooler else { throw TensorError.argument(operation: "pooled", expectation: "an encoder with a pooler") }
      return try pooler(states.gather(Array(starts)), activation: .tanh)
    }
  }

  private func embeddings(of batch: TokenBatch, mode: Mode) throws -> Tensor {
    let sum =
      try tokenEmbedding(batch.tokens)
      + positionEmbedding(batch.positions(from: shape.firstPosition))
      + typeEmbedding([0]).reshaped([shape.dimensions])
    return try embeddingNorm(sum).dropout(shape.dropout, mode: mode)
  }
}
