public import Tensors

/// The sizes of a transformer encoder, and what else its computation depends on besides weights.
public struct TransformerShape: Sendable, Equatable {
  public var vocabularySize: Int
  public var dimensions: Int
  public var layers: Int
  public var heads: Int
  public var intermediateDimensions: Int
  /// Rows of the table of positions.
  public var positionCount: Int
  /// The row of a sequence's first token: RoBERTa begins after the padding token's number.
  public var firstPosition: Int
  /// Rows of the table of token types, of which only the first is used.
  public var typeCount: Int
  public var activation: Activation
  public var epsilon: Float
  public var dropout: Float
  public var attentionDropout: Float

  public init(
    vocabularySize: Int, dimensions: Int, layers: Int, heads: Int, intermediateDimensions: Int, positionCount: Int,
    firstPosition: Int = 2, typeCount: Int = 1, activation: Activation = .gelu, epsilon: Float = 1e-5,
    dropout: Float = 0, attentionDropout: Float = 0
  ) {
    self.vocabularySize = vocabularySize
    self.dimensions = dimensions
    self.layers = layers
    self.heads = heads
    self.intermediateDimensions = intermediateDimensions
    self.positionCount = positionCount
    self.firstPosition = firstPosition
    self.typeCount = typeCount
    self.activation = activation
    self.epsilon = epsilon
    self.dropout = dropout
    self.attentionDropout = attentionDropout
  }

  /// The longest sequence, its first and last special token included.
  public var maximumTokens: Int { positionCount - firstPosition }

  /// How many numbers are learned, without a pooler.
  var parameterCount: Int {
    let tables = (vocabularySize + positionCount + typeCount + 2) * dimensions
    let block =
      4 * (dimensions + 1) * dimensions + 4 * dimensions
      + 2 * dimensions * intermediateDimensions + intermediateDimensions + dimensions
    return tables + layers * block
  }
}
