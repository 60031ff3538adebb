internal import ACML
internal import Chemistry
public import NeuralNetworks
public import Tensors

/// One layer of a graph convolutional network (Kipf & Welling 2017, arXiv 1609.02907) with embeddings of bonds:
/// `z = W h + b`, `h'ᵢ = Σⱼ (zⱼ + eᵢⱼ) / √(dᵢ dⱼ)` over the neighbours and `i` itself, whom the degrees `d` count.
public final class GCNLayer: MessagePassingLayer {
  let bonds: CategoricalEmbedding
  let linear: Linear

  public let bondVocabulary: BondVocabulary
  public var weighting: EdgeWeighting { .symmetric }

  public init(_ dimensions: Int, bondSizes: [Int], random: RandomStream) {
    bondVocabulary = BondVocabulary(bondSizes, selfLoops: true)
    bonds = CategoricalEmbedding(bondVocabulary.sizes, dimensions, random: random.child("bonds"))
    linear = Linear(dimensions, dimensions, random: random.child("linear"))
  }

  public func callAsFunction(_ states: Tensor, over graph: MessageGraph, mode: Mode) throws -> Tensor {
    try graph.neighborhood.aggregate(linear(states), table: bonds(bondVocabulary.combinations))
  }
}

struct GCNSettings: MessagePassingSettings {
  var network = NetworkSettings()

  static let fields = networkFields

  func makeLayer(features: GraphFeatures, random: RandomStream) -> any MessagePassingLayer {
    GCNLayer(network.hiddenDimensions, bondSizes: features.bondVocabulary, random: random)
  }
}
