import Chemistry
import GraphEncoders
import NeuralNetworks
import Tensors
import TestSupport
import Testing

/// A whole GIN encoder after training, against PyTorch.
struct GoldenEncoderTests {
  @Test(arguments: [Golden.own("gin_encoder_eval"), .shared("gin_encoder_eval")])
  func matchesPyTorch(_ golden: Golden) throws {
    guard let file = try golden.open() else { return }
    let graph = try GoldenGraph(file)
    let embedding = try file.tensor("out.embedding")
    let settings = [
      "hiddenDimensions": try file.shape(of: "param.head.0.weight")[1], "outputDimensions": embedding.columns,
    ]
    let encoder = try #require(try makeEncoder("gin", settings) as? MessagePassingNetwork)
    try encoder.fill { path in
      let parts = path.split(separator: ".").map(String.init)
      switch (parts[0], parts.last) {
      case ("atoms", _): return try file.stacked("param.atom", GoldenGraph.atomSizes)
      case ("layers", _) where parts[2] == "bonds":
        return try file.stacked("param.layers.\(parts[1]).bond", GraphFeatures.ogb.bondVocabulary)
      case ("layers", _):
        let name = GoldenLayerTests.Kind.gin.name(parts.dropFirst(2).joined(separator: "."))
        return try file.tensor("param.layers.\(parts[1]).\(name)")
      case ("normalizations", let last?): return try file.tensor("param.bns.\(parts[1]).\(last)")
      case (_, let last): return try file.tensor("param.head.\(parts[1] == "0" ? 0 : 2).\(last ?? "")")
      }
    }
    let found = try encoder(
      atomFeatures: graph.atomFeatures, edgeOffsets: graph.edgeOffsets, sources: graph.sources,
      bondFeatures: graph.bondFeatures, molecules: graph.molecules, mode: .inference)
    expectClose(found, embedding, Tolerance.result, "embedding")
    expectClose(found.l2Normalized(), try file.tensor("out.embedding_l2"), Tolerance.result, "normalised")
  }
}
