public import ACML
internal import Chemistry
public import NeuralNetworks
public import Tensors

/// The two forms of GIN for molecules that the field uses.
public enum GINVariant: String, CaseIterable, SettingValue {
  /// `MLP((1 + ε) hᵢ + Σⱼ ReLU(hⱼ + eᵢⱼ))`, ε learned, MLP with batch normalisation: the Open Graph Benchmark's (Hu et
  /// al. 2020, arXiv 2005.00687).
  case ogb
  /// `MLP(Σⱼ (hⱼ + eᵢⱼ))` over the neighbours and `i` itself, MLP without normalisation: that of MolCLR (Wang et al. 2022,
  /// arXiv 2102.10056), which the released ACML code uses.
  case selfLoops = "self-loops"
}

/// One layer of a graph isomorphism network (Xu et al. 2019, arXiv 1810.00826) with embeddings of bonds; the MLP is
/// `Linear(H, 2H)`, ReLU, `Linear(2H, H)`. ``GINVariant`` gives the formulas.
public final class GINLayer: MessagePassingLayer {
  let bonds: CategoricalEmbedding
  /// Shape `[1]`.
  let epsilon: Parameter?
  let hidden: Linear
  let normalization: BatchNorm?
  let output: Linear

  public let bondVocabulary: BondVocabulary
  public var weighting: EdgeWeighting { .sum }

  public init(_ dimensions: Int, bondSizes: [Int], variant: GINVariant = .ogb, random: RandomStream) {
    bondVocabulary = BondVocabulary(bondSizes, selfLoops: variant == .selfLoops)
    bonds = CategoricalEmbedding(bondVocabulary.sizes, dimensions, random: random.child("bonds"))
    epsilon = variant == .ogb ? Parameter(.zeros([1])) : nil
    hidden = Linear(dimensions, 2 * dimensions, random: random.child("hidden"))
    normalization = variant == .ogb ? BatchNorm(2 * dimensions) : nil
    output = Linear(2 * dimensions, dimensions, random: random.child("output"))
  }

  public func callAsFunction(_ states: Tensor, over graph: MessageGraph, mode: Mode) throws -> Tensor {
    let table = try bonds(bondVocabulary.combinations)
    guard let epsilon, let normalization else {
      return try output(hidden(graph.neighborhood.aggregate(states, table: table), activation: .relu))
    }
    let sums = try graph.neighborhood.aggregate(
      states, table: table, selfWeight: 1, selfAddition: epsilon.tensor, activation: .relu)
    return try output(hidden(sums, normalization: normalization, mode: mode, activation: .relu))
  }
}

struct GINSettings: MessagePassingSettings {
  var network = NetworkSettings()
  var variant = GINVariant.ogb

  static let fields: [SettingField<Self>] =
    networkFields + [
      .init("variant", \.variant, "form of the layer: OGB's, or that of MolCLR and the released ACML code")
    ]

  func makeLayer(features: GraphFeatures, random: RandomStream) -> any MessagePassingLayer {
    GINLayer(network.hiddenDimensions, bondSizes: features.bondVocabulary, variant: variant, random: random)
  }
}
