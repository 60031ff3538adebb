public import NeuralNetworks
public import Tensors

/// RoBERTa's head for masked tokens: a layer, then scores against the table of token embeddings itself.
public final class MaskedTokenHead: Module {
  public let dense: Linear
  public let norm: LayerNorm
  /// Shape `[vocabulary]`.
  public let bias: Parameter

  public init(_ shape: TransformerShape, random: RandomStream) {
    dense = Linear(shape.dimensions, shape.dimensions, initializer: .normal(deviation: 0.02), random: random)
    norm = LayerNorm(shape.dimensions, epsilon: shape.epsilon)
    bias = Parameter(.zeros([shape.vocabularySize]))
  }

  /// The score of every token of the vocabulary.
  /// - Parameters:
  ///   - states: shape `[rows, dimensions]`.
  ///   - embedding: the network's table of tokens.
  /// - Returns: logits, `[rows, vocabulary]`.
  public func callAsFunction(_ states: Tensor, embedding: Embedding) throws -> Tensor {
    try norm(dense(states, activation: .gelu)).linear(weight: embedding.weight.tensor, bias: bias.tensor)
  }
}
