public import ACML
public import Chemistry
public import NeuralNetworks
public import Tensors

/// A graph encoder: embeddings of atoms, layers of messages with batch normalisation in between, one vector a molecule,
/// and a small network that reads it out, beside the molecule's composition if asked for.
///
/// After each layer come batch normalisation, ReLU (not after the last), dropout, and, if asked for, what the layer was
/// given (not after the first, which sees bare atoms).
public final class MessagePassingNetwork: GraphEncoder {
  let atoms: CategoricalEmbedding
  let layers: [any MessagePassingLayer]
  let normalizations: [BatchNorm]
  let readout: [Linear]

  public let embeddingDimensions: Int
  private let features: GraphFeatures
  private let pooling: Pooling
  private let dropout: Float
  private let isResidual: Bool
  private let knowsComposition: Bool
  private let bondVocabulary: BondVocabulary
  private let weighting: EdgeWeighting

  /// - Throws: ``GraphEncoderError/noComposition(features:)``.
  init(_ settings: some MessagePassingSettings, _ context: GraphEncoderContext) throws(GraphEncoderError) {
    let (network, random) = (settings.network, context.random)
    let width = network.hiddenDimensions
    features = context.features
    pooling = network.pooling
    dropout = network.dropout
    isResidual = network.residual
    knowsComposition = network.composition
    if knowsComposition, features != .ogb { throw .noComposition(features: features) }
    embeddingDimensions = network.outputDimensions
    atoms = CategoricalEmbedding(features.atomVocabulary, width, random: random.child("atoms"))
    let first = settings.makeLayer(features: features, random: random.child("layer", 0))
    bondVocabulary = first.bondVocabulary
    weighting = first.weighting
    layers =
      [first]
      + (1..<network.layers).map { settings.makeLayer(features: context.features, random: random.child("layer", $0)) }
    normalizations = layers.map { _ in BatchNorm(width) }
    let pooled = width * network.pooling.width + (network.composition ? Composition.columns : 0)
    readout = (1...network.readoutLayers).map { index in
      Linear(
        index == 1 ? pooled : width,
        index == network.readoutLayers ? network.outputDimensions : width,
        random: random.child("readout", index))
    }
  }

  public func callAsFunction(_ batch: GraphBatch, mode: Mode) throws -> Tensor {
    guard batch.features == features else {
      throw GraphEncoderError.features(found: batch.features, expected: features)
    }
    return try self(
      atomFeatures: batch.atomFeatures, edgeOffsets: batch.edgeOffsets, sources: batch.sources,
      bondFeatures: batch.bondFeatures, molecules: Segments(offsets: batch.atomOffsets), mode: mode)
  }

  /// Encodes graphs given as arrays.
  /// - Parameters:
  ///   - atomFeatures: codes of each atom, row by row.
  ///   - edgeOffsets: the edges into atom `i` are `edgeOffsets[i]..<edgeOffsets[i + 1]`.
  ///   - sources: the atom that each edge leaves.
  ///   - bondFeatures: codes of each edge, row by row.
  ///   - molecules: the atoms of each molecule.
  /// - Returns: shape `[molecules.count, embeddingDimensions]`.
  public func callAsFunction(
    atomFeatures: [Int32], edgeOffsets: [Int32], sources: [Int32], bondFeatures: [Int32], molecules: Segments,
    mode: Mode
  ) throws -> Tensor {
    let graph = try MessageGraph(
      edgeOffsets: edgeOffsets, sources: sources, bondFeatures: bondFeatures, vocabulary: bondVocabulary,
      weighting: weighting)
    var states = try atoms(atomFeatures)
    for (index, (layer, normalization)) in zip(layers, normalizations).enumerated() {
      let isLast = index == layers.count - 1
      let messages = try layer(states, over: graph, mode: mode)
      let update = try normalization(messages, mode: mode, activation: isLast ? .identity : .relu).dropout(
        dropout, mode: mode)
      states = isResidual && index > 0 ? try update + states : update
    }
    var embedding = try pooling(states, molecules)
    if knowsComposition {
      embedding = try .concatenatedColumns([embedding, Composition.tensor(atomFeatures, molecules)])
    }
    for (index, layer) in readout.enumerated() {
      embedding = try layer(embedding, activation: index == readout.count - 1 ? .identity : .relu)
    }
    return embedding
  }
}
