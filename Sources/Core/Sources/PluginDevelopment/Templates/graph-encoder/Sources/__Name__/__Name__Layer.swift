internal import Chemistry
internal import NeuralNetworks
internal import Tensors

/// One round of messages. Each atom gets from each neighbour `ReLU(state of the neighbour + embedding of the bond)`, adds
/// them up, and a gate decides how much of the news it takes:
/// `hᵢ ← LayerNorm(hᵢ + σ(G [hᵢ, mᵢ]) ⊙ U mᵢ)`, `mᵢ = Σⱼ ReLU(hⱼ + eᵢⱼ)`.
final class __Name__Layer: Module {
  let bonds: FeatureEmbedding
  let gate: Linear
  let update: Linear
  let normalization: LayerNorm

  init(_ dimensions: Int, bondVocabulary: [Int], random: RandomStream) {
    bonds = FeatureEmbedding(bondVocabulary, dimensions, random: random.child("bonds"))
    gate = Linear(2 * dimensions, dimensions, random: random.child("gate"))
    update = Linear(dimensions, dimensions, random: random.child("update"))
    normalization = LayerNorm(dimensions)
  }

  /// - Parameter states: shape `[atoms, dimensions]`.
  /// - Returns: the next states, of the same shape.
  func callAsFunction(_ states: Tensor, over graphs: GraphBatch) throws -> Tensor {
    // Edges are sorted by the atom that they enter, so that the messages to an atom stand together. An atom without bonds
    // has none, and their sum is zero.
    let messages = try (states.gather(graphs.sources) + bonds(graphs.bondFeatures)).relu()
    let received = try messages.segmentSum(Segments(offsets: graphs.edgeOffsets))
    let openness = try gate(.concatenatedColumns([states, received]), activation: .sigmoid)
    return try normalization(states + openness * update(received))
  }
}
