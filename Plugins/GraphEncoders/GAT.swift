internal import ACML
internal import Chemistry
public import NeuralNetworks
public import Tensors

/// One layer of a graph attention network (Veličković et al. 2018, arXiv 1710.10903) with embeddings of bonds: `z = W h`,
/// `h'ᵢ = Σⱼ αᵢⱼ (zⱼ + eᵢⱼ) + b` over the neighbours and `i` itself.
///
/// In each head `αᵢⱼ` is the softmax over `j` of `LeakyReLU(t · zᵢ + s · (zⱼ + eᵢⱼ))` with slope 0.2 and learned `t`, `s`.
/// Heads are concatenated.
public final class GATLayer: MessagePassingLayer {
  let bonds: CategoricalEmbedding
  let linear: Linear
  /// What an atom looks at in the sender of a message; shape `[heads, dimensions / heads]`.
  let sourceAttention: Parameter
  /// What it looks at in itself; same shape.
  let targetAttention: Parameter
  let bias: Parameter

  public let bondVocabulary: BondVocabulary
  public var weighting: EdgeWeighting { .sum }

  /// - Parameter heads: divides `dimensions`.
  public init(_ dimensions: Int, bondSizes: [Int], heads: Int, random: RandomStream) {
    bondVocabulary = BondVocabulary(bondSizes, selfLoops: true)
    bonds = CategoricalEmbedding(bondVocabulary.sizes, dimensions, random: random.child("bonds"))
    linear = Linear(dimensions, dimensions, bias: false, random: random.child("linear"))
    let shape = [heads, dimensions / heads]
    sourceAttention = Parameter(Initializer.xavierUniform.makeTensor(shape, random: random.child("sourceAttention")))
    targetAttention = Parameter(Initializer.xavierUniform.makeTensor(shape, random: random.child("targetAttention")))
    bias = Parameter(.zeros([dimensions]))
  }

  public func callAsFunction(_ states: Tensor, over graph: MessageGraph, mode: Mode) throws -> Tensor {
    let edges = graph.neighborhood
    let (projected, table) = (try linear(states), try bonds(bondVocabulary.combinations))
    // The inner product with a sum is the sum of inner products, so that none is taken edge by edge.
    let source = sourceAttention.tensor
    let scores =
      try projected.headDots(targetAttention.tensor).gather(edges.destinations)
      + projected.headDots(source).gather(edges.sources) + table.headDots(source).gather(edges.codes)
    let attention = try scores.activated(.leakyReLU(slope: 0.2)).segmentSoftmax(edges.incoming)
    return try edges.attend(projected, table: table, attention: attention) + bias.tensor
  }
}

struct GATSettings: MessagePassingSettings {
  var network = NetworkSettings()
  var heads = 4

  static let fields: [SettingField<Self>] =
    networkFields + [.init("heads", \.heads, in: 1...64, "number of attention heads; divides hiddenDimensions")]

  func validate() throws {
    if network.hiddenDimensions % heads != 0 {
      throw InvalidSetting(
        SettingPath(["heads"]), "found \(heads), expected a divisor of hiddenDimensions, \(network.hiddenDimensions)")
    }
  }

  func makeLayer(features: GraphFeatures, random: RandomStream) -> any MessagePassingLayer {
    GATLayer(network.hiddenDimensions, bondSizes: features.bondVocabulary, heads: heads, random: random)
  }
}
