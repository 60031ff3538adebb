import Chemistry
import GraphEncoders
import NeuralNetworks
import Tensors
import TestSupport
import Testing

/// Ten steps of training from end to end: a GIN encoder against stored embeddings with InfoNCE, optimised by AdamW.
struct TrainingCurveTests {
  /// Wider than that of a single operation: AdamW divides by the gradient's size, which amplifies rounding.
  private static let tolerance: Float = 1e-4
  private static let steps = 10

  @Test func followsPyTorch() throws {
    let file = try #require(try Golden.own("training_curve").open())
    let settings: [String: any CustomStringConvertible & Sendable] = [
      "layers": 2, "hiddenDimensions": 16, "outputDimensions": 12, "dropout": 0,
    ]
    let encoder = try #require(try makeEncoder("gin", settings) as? MessagePassingNetwork)
    try encoder.fill { try Self.weight($0, of: file) }
    let projection = Linear(20, 12, random: RandomStream(seed: 1, name: "projection"))
    try projection.fill { try file.tensor("param.projection.\($0)") }
    let logScale = Parameter(try file.tensor("param.log_scale"))
    let batches = try (0..<2).map { index in
      (graph: try Graph(file, "in.\(index)"), stored: try file.tensor("in.\(index).stored"))
    }

    let optimizer = AdamW(
      encoder.namedParameters + projection.namedParameters + [("log_scale", logScale)], weightDecay: 0.01)
    let parameters = encoder.parameters + projection.parameters + [logScale]
    var (losses, scales): ([Float], [Float]) = ([], [])
    for step in 0..<Self.steps {
      for parameter in parameters { parameter.gradient = nil }
      let (graph, stored) = batches[step % 2]
      let a = try encoder(
        atomFeatures: graph.atomFeatures, edgeOffsets: graph.edgeOffsets, sources: graph.sources,
        bondFeatures: graph.bondFeatures, molecules: graph.molecules,
        mode: .training(RandomStream(seed: 1, name: "dropout")))
      let loss = try Self.infoNCE(a, projection(stored), logScale: logScale.tensor)
      try #require(loss.isFinite, "step \(step)")
      try loss.backward()
      optimizer.step(learningRate: 0.01)
      losses.append(try loss.scalar())
      scales.append(try logScale.value.scalar())
    }
    expectClose(losses, try file.tensor("out.losses").values, Self.tolerance, "losses")
    expectClose(scales, try file.tensor("out.log_scales").values, Self.tolerance, "scales")
  }

  /// Mean of the two cross-entropies of `exp(logScale) cos(a, b)` (Radford et al., arXiv 2103.00020).
  private static func infoNCE(_ a: Tensor, _ b: Tensor, logScale: Tensor) throws -> Tensor {
    let partners = (0..<a.rows).map { Int32($0) }
    let logits = try a.l2Normalized().matmul(b.l2Normalized(), transposed: true) * logScale.exp()
    let both = try logits.crossEntropy(targets: partners) + logits.transposed().crossEntropy(targets: partners)
    return both.scaled(by: 0.5)
  }

  /// The encoder's weight of this path, under PyTorch's name.
  private static func weight(_ path: String, of file: SafetensorsFile) throws -> Tensor {
    let parts = path.split(separator: ".").map(String.init)
    let last = try #require(parts.last)
    return switch parts[0] {
    case "atoms": try file.stacked("param.encoder.atom", GoldenGraph.atomSizes)
    case "layers" where parts[2] == "bonds":
      try file.stacked("param.encoder.layers.\(parts[1]).bond", GraphFeatures.ogb.bondVocabulary)
    case "layers":
      try file.tensor(
        "param.encoder.layers.\(parts[1]).\(GoldenLayerTests.Kind.gin.name(parts.dropFirst(2).joined(separator: ".")))")
    case "normalizations": try file.tensor("param.encoder.bns.\(parts[1]).\(last)")
    default: try file.tensor("param.encoder.head.\(parts[1] == "0" ? 0 : 2).\(last)")
    }
  }

  /// One of the file's two batches.
  private struct Graph {
    let atomFeatures, bondFeatures, sources, edgeOffsets: [Int32]
    let molecules: Segments

    init(_ file: SafetensorsFile, _ prefix: String) throws {
      atomFeatures = try file.integers("\(prefix).atom_features")
      bondFeatures = try file.integers("\(prefix).edge_attr")
      let ends = try file.integers("\(prefix).edge_index")
      sources = Array(ends.prefix(ends.count / 2))
      let owners = try file.integers("\(prefix).batch")
      edgeOffsets = Self.offsets(ends.suffix(ends.count / 2), groups: owners.count)
      molecules = try Segments(offsets: Self.offsets(owners[...], groups: Int(owners.last ?? -1) + 1))
    }

    /// Where each group of ascending owners begins, and the end of the last.
    private static func offsets(_ owners: ArraySlice<Int32>, groups: Int) -> [Int32] {
      (0...groups).map { group in Int32(owners.count { $0 < group }) }
    }
  }
}
