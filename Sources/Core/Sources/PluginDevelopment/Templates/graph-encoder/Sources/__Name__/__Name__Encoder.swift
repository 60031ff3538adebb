internal import ACML
internal import Chemistry
internal import NeuralNetworks
internal import Tensors

/// Embeddings of atoms, rounds of messages, and the mean and the maximum over the atoms of each molecule, read out by one
/// linear layer.
///
/// The names of the properties are the names of the weights in checkpoints.
final class __Name__Encoder: GraphEncoder {
  let atoms: FeatureEmbedding
  let layers: [__Name__Layer]
  let readout: Linear

  let embeddingDimensions: Int
  private let dropout: Float

  init(_ settings: __Name__Settings, _ context: GraphEncoderContext) {
    let (width, features, random) = (settings.hiddenDimensions, context.features, context.random)
    atoms = FeatureEmbedding(features.atomVocabulary, width, random: random.child("atoms"))
    layers = (0..<settings.layers).map {
      __Name__Layer(width, bondVocabulary: features.bondVocabulary, random: random.child("layer", $0))
    }
    readout = Linear(2 * width, settings.outputDimensions, random: random.child("readout"))
    embeddingDimensions = settings.outputDimensions
    dropout = settings.dropout
  }

  func callAsFunction(_ batch: GraphBatch, mode: Mode) throws -> Tensor {
    var states = try atoms(batch.atomFeatures)
    for layer in layers { states = try layer(states, over: batch).dropout(dropout, mode: mode) }
    let molecules = try Segments(offsets: batch.atomOffsets)
    return try readout(.concatenatedColumns([states.segmentMean(molecules), states.segmentMax(molecules)]))
  }
}
