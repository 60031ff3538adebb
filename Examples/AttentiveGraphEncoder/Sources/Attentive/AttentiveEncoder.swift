internal import ACML
internal import Chemistry
internal import NeuralNetworks
internal import Tensors

/// Attentive FP (Xiong et al. 2020, doi 10.1021/acs.jmedchem.9b00959): rounds of attention of each atom over its neighbours,
/// then of the molecule, which begins as the sum of its atoms, over all of them. Each round ends in a gated recurrent unit,
/// which decides what of the news is kept.
///
/// In the first round a message is made of the neighbour and the bond, later of the neighbour alone. The linear layers over
/// one-hot features are tables of vectors here, which is the same.
///
/// The names of the properties are the names of the weights in checkpoints.
final class AttentiveEncoder: GraphEncoder {
  let atoms: FeatureEmbedding
  let neighbors: FeatureEmbedding
  let bonds: FeatureEmbedding
  let rounds: [Attention]
  /// One attention for all time steps.
  let molecule: Attention
  let readout: Linear

  let embeddingDimensions: Int
  private let timesteps: Int
  private let dropout: Float

  init(_ settings: AttentiveSettings, _ context: GraphEncoderContext) {
    let (width, features, random) = (settings.hiddenDimensions, context.features, context.random)
    atoms = FeatureEmbedding(features.atomVocabulary, width, random: random.child("atoms"))
    neighbors = FeatureEmbedding(features.atomVocabulary, width, random: random.child("neighbors"))
    bonds = FeatureEmbedding(features.bondVocabulary, width, random: random.child("bonds"))
    rounds = (0..<settings.layers).map { Attention(width, random: random.child("round", $0)) }
    molecule = Attention(width, random: random.child("molecule"))
    readout = Linear(width, settings.outputDimensions, random: random.child("readout"))
    embeddingDimensions = settings.outputDimensions
    timesteps = settings.timesteps
    dropout = settings.dropout
  }

  func callAsFunction(_ batch: GraphBatch, mode: Mode) throws -> Tensor {
    // Edges are sorted by the atom that they enter, so that the messages to an atom stand together.
    let incoming = try Segments(offsets: batch.edgeOffsets)
    var states = try atoms(batch.atomFeatures).activated(.leakyReLU(slope: 0.01))
    for (index, round) in rounds.enumerated() {
      let messages =
        index == 0
        ? try (neighbors(batch.atomFeatures).gather(batch.sources) + bonds(batch.bondFeatures))
          .activated(.leakyReLU(slope: 0.01))
        : try states.gather(batch.sources)
      states = try round(
        states, from: messages, incoming: incoming, receivers: batch.destinations, dropout: dropout, mode: mode)
    }
    let members = try Segments(offsets: batch.atomOffsets)
    var molecules = try states.segmentSum(members).relu()
    for _ in 0..<timesteps {
      molecules = try molecule(
        molecules, from: states, incoming: members, receivers: batch.graphOfAtom, dropout: dropout, mode: mode)
    }
    return try readout(molecules.dropout(dropout, mode: mode))
  }
}
