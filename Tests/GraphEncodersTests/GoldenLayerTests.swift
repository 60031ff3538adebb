import GraphEncoders
import NeuralNetworks
import Tensors
import TestSupport
import Testing

/// Embedding of atoms → one layer → batch normalisation with ReLU → mean, in training, against PyTorch: results,
/// gradients and running statistics.
struct GoldenLayerTests {
  enum Kind: String, CaseIterable {
    case gin, gcn, gat, sage, nnconv

    var bondSizes: [Int] { self == .gcn || self == .gat ? [5, 6, 2] : [6, 6, 2] }

    func makeLayer(_ width: Int) -> any MessagePassingLayer {
      let random = RandomStream(seed: 1, name: "layer")
      return switch self {
      case .gin: GINLayer(width, bondSizes: bondSizes, random: random)
      case .gcn: GCNLayer(width, bondSizes: bondSizes, random: random)
      case .gat: GATLayer(width, bondSizes: bondSizes, heads: 4, random: random)
      case .sage: GraphSAGELayer(width, bondSizes: bondSizes, random: random)
      case .nnconv: NNConvLayer(width, bondSizes: bondSizes, edgeDimensions: width, random: random)
      }
    }

    /// From the name in PyTorch's module to the path in this project's.
    func name(_ path: String) -> String {
      let modules =
        switch self {
        case .gin: ["epsilon": "eps", "hidden": "mlp.0", "normalization": "mlp.1", "output": "mlp.3"]
        case .gcn, .gat: ["linear": "lin", "sourceAttention": "asrc", "targetAttention": "adst"]
        case .sage: ["own": "l1", "neighbors": "l2"]
        case .nnconv: ["edgeHidden": "nn.0", "edgeOutput": "nn.2", "root": "lin"]
        }
      let parts = path.split(separator: ".", maxSplits: 1).map(String.init)
      return ([modules[parts[0]] ?? parts[0]] + parts.dropFirst()).joined(separator: ".")
    }
  }

  static let cases: [(Kind, Golden)] =
    Kind.allCases.map { ($0, .own("gnn_layer_\($0)")) }
    + [Kind.gin, .gcn, .gat, .sage].map { ($0, .shared("gnn_layer_\($0)")) }

  @Test(arguments: cases)
  func matchesPyTorch(_ kind: Kind, _ golden: Golden) throws {
    guard let file = try golden.open() else { return }
    let graph = try GoldenGraph(file)
    let width = try file.shape(of: "out.layer")[1]

    let atoms = CategoricalEmbedding(GoldenGraph.atomSizes, width, random: RandomStream(seed: 1, name: "atoms"))
    let layer = kind.makeLayer(width)
    let normalization = BatchNorm(width)
    let bondSizes = layer.bondVocabulary.sizes
    try atoms.fill { _ in try file.stacked("param.atom", GoldenGraph.atomSizes) }
    try layer.fill {
      try $0 == "bonds.weight"
        ? file.stacked("param.layer.bond", bondSizes) : file.tensor("param.layer.\(kind.name($0))")
    }
    try normalization.fill { try file.tensor("param.bn.\($0)") }

    let edges = try MessageGraph(
      edgeOffsets: graph.edgeOffsets, sources: graph.sources, bondFeatures: graph.bondFeatures,
      vocabulary: layer.bondVocabulary, weighting: layer.weighting)
    let mode = Mode.training(RandomStream(seed: 1, name: "dropout"))
    let states = try layer(atoms(graph.atomFeatures), over: edges, mode: mode)
    let activated = try normalization(states, mode: mode, activation: .relu)
    let pooled = try Pooling.mean(activated, graph.molecules)
    let loss = try (pooled * file.tensor("in.loss_weight")).sum()
    try loss.backward()

    expectClose(states, try file.tensor("out.layer"), Tolerance.result, "layer")
    expectClose(activated, try file.tensor("out.bn_relu"), Tolerance.result, "normalisation")
    expectClose(pooled, try file.tensor("out.mean_pool"), Tolerance.result, "pool")
    expectClose(loss, try file.tensor("out.loss"), Tolerance.result, "loss")

    let atomGradient = try #require(atoms.weight.gradient)
    expectClose(atomGradient, try file.stacked("grad.atom", GoldenGraph.atomSizes), Tolerance.gradient, "atoms")
    for (path, parameter) in layer.namedParameters {
      let expected =
        try path == "bonds.weight"
        ? file.stacked("grad.layer.bond", bondSizes) : file.tensor("grad.layer.\(kind.name(path))")
      expectClose(try #require(parameter.gradient), expected, Tolerance.gradient, path)
    }
    for (path, parameter) in normalization.namedParameters {
      expectClose(try #require(parameter.gradient), try file.tensor("grad.bn.\(path)"), Tolerance.gradient, path)
    }
    for path in ["running_mean", "running_var"] {
      let state = try #require(normalization.namedState.first { $0.name == path }).state
      expectClose(state.value, try file.tensor("after.bn.\(path)"), Tolerance.result, path)
    }
  }
}
