internal import ACML
internal import Chemistry
public import NeuralNetworks
public import Tensors

/// One layer of GraphSAGE (Hamilton et al. 2017, arXiv 1706.02216) with the mean of the neighbours and embeddings of
/// bonds: `h'ᵢ = W₁ hᵢ + b + W₂ meanⱼ (hⱼ + eᵢⱼ)`; the mean of no neighbours is 0.
public final class GraphSAGELayer: MessagePassingLayer {
  let bonds: CategoricalEmbedding
  let own: Linear
  let neighbors: Linear

  public let bondVocabulary: BondVocabulary
  public var weighting: EdgeWeighting { .mean }

  public init(_ dimensions: Int, bondSizes: [Int], random: RandomStream) {
    bondVocabulary = BondVocabulary(bondSizes, selfLoops: false)
    bonds = CategoricalEmbedding(bondVocabulary.sizes, dimensions, random: random.child("bonds"))
    own = Linear(dimensions, dimensions, random: random.child("own"))
    neighbors = Linear(dimensions, dimensions, bias: false, random: random.child("neighbors"))
  }

  public func callAsFunction(_ states: Tensor, over graph: MessageGraph, mode: Mode) throws -> Tensor {
    let means = try graph.neighborhood.aggregate(states, table: bonds(bondVocabulary.combinations))
    return try own(states) + neighbors(means)
  }
}

struct GraphSAGESettings: MessagePassingSettings {
  var network = NetworkSettings()

  static let fields = networkFields

  func makeLayer(features: GraphFeatures, random: RandomStream) -> any MessagePassingLayer {
    GraphSAGELayer(network.hiddenDimensions, bondSizes: features.bondVocabulary, random: random)
  }
}
