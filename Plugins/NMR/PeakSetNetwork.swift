public import NeuralNetworks
public import Tensors

/// Attention among the signals of a spectrum, whose order doesn't count.
public final class PeakSetNetwork: Module {
  public let features: Linear
  /// One vector a pattern, and one for the token of the whole.
  public let patterns: Embedding
  public let norm: LayerNorm
  public let blocks: [TransformerBlock]
  private let dropout: Float

  public init(patternCount: Int, _ settings: NMRNetworkSettings, random: RandomStream) {
    let dimensions = settings.dimensions
    features = Linear(PeakBatch.width(settings.frequencies), dimensions, random: random.child("features"))
    patterns = Embedding(
      patternCount + 1, dimensions, initializer: .normal(deviation: 0.5), random: random.child("patterns"))
    norm = LayerNorm(dimensions)
    blocks = (0..<settings.layers).map { index in
      TransformerBlock(
        dimensions, heads: settings.heads, intermediateDimensions: settings.intermediateDimensions,
        dropout: settings.dropout, attentionDropout: settings.dropout, initializer: .xavierUniform,
        random: random.child("block", index))
    }
    dropout = settings.dropout
  }

  /// Width of the result for states of this width.
  static func outputDimensions(_ dimensions: Int) -> Int { 3 * dimensions }

  /// The state of each spectrum's own token, and mean and maximum over all its tokens: `[spectra, 3 · dimensions]`.
  public func callAsFunction(_ batch: PeakBatch, mode: Mode) throws -> Tensor {
    let first = try norm(features(batch.features) + patterns(batch.patterns)).dropout(dropout, mode: mode)
    let states = try blocks.reduce(first) { try $1($0, sequences: batch.sequences, mode: mode) }
    return try .concatenatedColumns([
      states.gather(Array(batch.sequences.offsets.dropLast())), states.segmentMean(batch.sequences),
      states.segmentMax(batch.sequences),
    ])
  }
}
