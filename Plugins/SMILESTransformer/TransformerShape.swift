public import Tensors

/// The sizes of a transformer encoder, and what else its computation depends on besides weights.
public struct TransformerShape: Sendable, Equatable {
  /// How the blocks of an ALBERT share their parameters.
  public struct Sharing: Sendable, Equatable {
    /// How many groups of blocks there are; the layers are divided over them in order.
    public var groups: Int
    /// How many blocks of its own a layer of a group runs through.
    public var layersOfGroup: Int

    public init(groups: Int = 1, layersOfGroup: Int = 1) {
      self.groups = groups
      self.layersOfGroup = layersOfGroup
    }
  }

  public var family: TransformerFamily
  public var vocabularySize: Int
  public var dimensions: Int
  public var layers: Int
  public var heads: Int
  public var intermediateDimensions: Int
  /// Width of the tables of tokens, positions and types; ``dimensions`` except in ALBERT.
  public var embeddingDimensions: Int
  /// Used by ALBERT alone.
  public var sharing: Sharing
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
    family: TransformerFamily = .roberta, vocabularySize: Int, dimensions: Int, layers: Int, heads: Int,
    intermediateDimensions: Int, embeddingDimensions: Int? = nil, sharing: Sharing = Sharing(), positionCount: Int,
    firstPosition: Int = 2, typeCount: Int = 1, activation: Activation = .gelu, epsilon: Float = 1e-5,
    dropout: Float = 0, attentionDropout: Float = 0
  ) {
    self.family = family
    self.vocabularySize = vocabularySize
    self.dimensions = dimensions
    self.layers = layers
    self.heads = heads
    self.intermediateDimensions = intermediateDimensions
    self.embeddingDimensions = embeddingDimensions ?? dimensions
    self.sharing = sharing
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

  /// How many blocks have parameters of their own.
  var blockCount: Int { family == .albert ? sharing.groups * sharing.layersOfGroup : layers }

  /// The blocks of each layer, in the order in which they are run.
  var blocksOfLayers: [Range<Int>] {
    guard family == .albert else { return (0..<layers).map { $0..<$0 + 1 } }
    return (0..<layers).map { layer in
      // In floating point, as Hugging Face's `AlbertTransformer` has it.
      let group = Int(Double(layer) / (Double(layers) / Double(sharing.groups)))
      return group * sharing.layersOfGroup..<(group + 1) * sharing.layersOfGroup
    }
  }

  /// How many numbers are learned, without a pooler.
  var parameterCount: Int {
    let tables = (vocabularySize + positionCount + typeCount + 2) * embeddingDimensions
    let projection = family == .albert ? (embeddingDimensions + 1) * dimensions : 0
    let block =
      4 * (dimensions + 1) * dimensions + 4 * dimensions
      + 2 * dimensions * intermediateDimensions + intermediateDimensions + dimensions
    return tables + projection + blockCount * block
  }
}
