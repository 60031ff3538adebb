internal import ACML
internal import Chemistry
public import NeuralNetworks
public import Tensors

/// One layer whose bonds are matrices (Gilmer et al. 2017, arXiv 1704.01212; PyTorch Geometric's `NNConv`):
/// `h'ᵢ = W hᵢ + Σⱼ hⱼ Θ(eᵢⱼ) + b`, the edge network `Θ` being `Linear(H, K)`, ReLU, `Linear(K, H · H)`.
///
/// A matrix is made for each kind of bond in the batch, not for each bond.
public final class NNConvLayer: MessagePassingLayer {
  let bonds: CategoricalEmbedding
  let edgeHidden: Linear
  let edgeOutput: Linear
  let root: Linear
  let bias: Parameter

  public let bondVocabulary: BondVocabulary
  public var weighting: EdgeWeighting { .sum }

  /// - Parameter edgeDimensions: width K of the edge network.
  public init(_ dimensions: Int, bondSizes: [Int], edgeDimensions: Int, random: RandomStream) {
    bondVocabulary = BondVocabulary(bondSizes, selfLoops: false)
    bonds = CategoricalEmbedding(bondVocabulary.sizes, dimensions, random: random.child("bonds"))
    edgeHidden = Linear(dimensions, edgeDimensions, random: random.child("edgeHidden"))
    edgeOutput = Linear(edgeDimensions, dimensions * dimensions, random: random.child("edgeOutput"))
    root = Linear(dimensions, dimensions, bias: false, random: random.child("root"))
    bias = Parameter(.zeros([dimensions]))
  }

  public func callAsFunction(_ states: Tensor, over graph: MessageGraph, mode: Mode) throws -> Tensor {
    let result = try root(states) + bias.tensor
    let edges = graph.neighborhood
    guard edges.edgeCount > 0 else { return result }
    let kinds = EdgeKinds(edges)
    let embeddings = try bonds(bondVocabulary.combinations).gather(kinds.codes)
    let matrices = try edgeOutput(edgeHidden(embeddings, activation: .relu))
    let messages = try kinds.sources.enumerated().map { kind, sources in
      let matrix = try matrices.rows(kind..<kind + 1).reshaped([states.columns, states.columns])
      return try states.gather(sources).matmul(matrix)
    }
    return try result + Tensor.concatenated(messages).gather(kinds.places).segmentSum(edges.incoming)
  }
}

/// The edges of a neighbourhood grouped by their codes.
private struct EdgeKinds {
  /// The codes that occur, ascending.
  var codes: [Int32] = []
  /// The sources of the edges of each of these codes.
  var sources: [[Int32]] = []
  /// Where each edge stands when the groups are put one after the other.
  let places: [Int32]

  init(_ edges: Neighborhood) {
    var members = [[Int]](repeating: [], count: Int(edges.codes.max() ?? -1) + 1)
    for (edge, code) in edges.codes.enumerated() { members[Int(code)].append(edge) }
    var places = [Int32](repeating: 0, count: edges.edgeCount)
    var next: Int32 = 0
    for (code, group) in members.enumerated() where !group.isEmpty {
      codes.append(Int32(code))
      sources.append(group.map { edges.sources[$0] })
      for edge in group {
        places[edge] = next
        next += 1
      }
    }
    self.places = places
  }
}

struct NNConvSettings: MessagePassingSettings {
  var network = NetworkSettings()
  var edgeDimensions = 64

  init() {
    // The edge network has hiddenDimensions² outputs.
    network.hiddenDimensions = 64
  }

  static let fields: [SettingField<Self>] =
    networkFields + [.init("edgeDimensions", \.edgeDimensions, in: 1...4096, "width of the network that reads bonds")]

  func makeLayer(features: GraphFeatures, random: RandomStream) -> any MessagePassingLayer {
    NNConvLayer(
      network.hiddenDimensions, bondSizes: features.bondVocabulary, edgeDimensions: edgeDimensions, random: random)
  }
}
