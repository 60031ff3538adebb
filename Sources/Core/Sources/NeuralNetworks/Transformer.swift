public import Tensors

/// Multi-head self-attention over packed sequences, with its four projections.
public final class SelfAttention: Module {
  public let query: Linear
  public let key: Linear
  public let value: Linear
  public let output: Linear
  public let heads: Int
  private let dropout: Float

  public init(_ dimensions: Int, heads: Int, dropout: Float, initializer: Initializer, random: RandomStream) {
    func projection() -> Linear { Linear(dimensions, dimensions, initializer: initializer, random: random) }
    (query, key, value, output) = (projection(), projection(), projection(), projection())
    self.heads = heads
    self.dropout = dropout
  }

  /// A token sees the tokens of its own sequence.
  /// - Parameters:
  ///   - input: `[tokens, dimensions]`.
  ///   - sequences: the tokens of each sequence.
  ///   - rows: the tokens whose output is asked for; `nil` for all.
  ///   - mode: training or inference.
  /// - Returns: `[rows, dimensions]`.
  public func callAsFunction(
    _ input: Tensor, sequences: Segments, rows: [Int32]? = nil, mode: Mode
  ) throws -> Tensor {
    let mixed = try query(input).attention(
      keys: key(input), values: value(input), sequences: sequences, heads: heads,
      dropout: mode.random.map { (dropout, $0) })
    return try output(rows.map(mixed.gather) ?? mixed)
  }
}

/// A block of a transformer encoder with normalisation after each part, as in BERT and RoBERTa.
public final class TransformerBlock: Module {
  public let attention: SelfAttention
  public let attentionNorm: LayerNorm
  public let intermediate: Linear
  public let output: Linear
  public let outputNorm: LayerNorm
  private let activation: Activation
  private let dropout: Float

  public init(
    _ dimensions: Int, heads: Int, intermediateDimensions: Int, activation: Activation = .gelu, dropout: Float = 0,
    attentionDropout: Float = 0, epsilon: Float = 1e-5, initializer: Initializer = .normal(deviation: 0.02),
    random: RandomStream
  ) {
    attention = SelfAttention(
      dimensions, heads: heads, dropout: attentionDropout, initializer: initializer, random: random)
    attentionNorm = LayerNorm(dimensions, epsilon: epsilon)
    intermediate = Linear(dimensions, intermediateDimensions, initializer: initializer, random: random)
    output = Linear(intermediateDimensions, dimensions, initializer: initializer, random: random)
    outputNorm = LayerNorm(dimensions, epsilon: epsilon)
    self.activation = activation
    self.dropout = dropout
  }

  /// - Parameters:
  ///   - input: `[tokens, dimensions]`.
  ///   - sequences: the tokens of each sequence.
  ///   - rows: the tokens whose output is asked for; `nil` for all.
  ///   - mode: training or inference.
  /// - Returns: `[rows, dimensions]`.
  public func callAsFunction(
    _ input: Tensor, sequences: Segments, rows: [Int32]? = nil, mode: Mode
  ) throws -> Tensor {
    let mixed = try attention(input, sequences: sequences, rows: rows, mode: mode).dropout(dropout, mode: mode)
    let attended = try attentionNorm(mixed + (rows.map(input.gather) ?? input))
    let expanded = try output(intermediate(attended, activation: activation)).dropout(dropout, mode: mode)
    return try outputNorm(expanded + attended)
  }
}
