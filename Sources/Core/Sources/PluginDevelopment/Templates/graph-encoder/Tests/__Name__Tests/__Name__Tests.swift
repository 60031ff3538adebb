import ACML
import Chemistry
import Conformance
import NeuralNetworks
import Tensors
import Testing
import __Name__

struct __Name__Tests {
  private let catalog: PluginCatalog = {
    let registry = Registry()
    register(in: registry)
    return registry.freeze()
  }()

  private func makeEncoder() throws -> any GraphEncoder {
    try catalog.graphEncoder("__name__").make(
      nil, GraphEncoderContext(features: .ogb, random: RandomStream(seed: 1, name: "weights")))
  }

  private func batch(_ smiles: String...) throws -> GraphBatch {
    try GraphBatch(smiles.map { try Molecule(smiles: $0).graph(features: .ogb) })
  }

  @Test func registersItsEncoder() {
    #expect(catalog.graphEncoders.map(\.component.id) == ["__name__"])
    #expect(catalog.problems.isEmpty)
  }

  @Test func keepsTheLaws() throws {
    let findings = try ConformanceCheck("__name__", in: catalog).run()
    // Other tests run beside, and memory is that of the whole process: `acml plugin check` judges it.
    #expect(findings.filter { $0.isBroken && $0.law != .memory } == [])
  }

  /// Messages travel one bond a round: with four rounds, an atom four bonds away still counts.
  @Test func seesAsFarAsItsRounds() throws {
    let encoder = try makeEncoder()
    let embeddings = try encoder(batch("CCCCCO", "CCCCCN"), mode: .inference)
    #expect(try embeddings.rows(0..<1).values != embeddings.rows(1..<2).values)
  }

  @Test func learnsToTellTwoMoleculesApart() throws {
    let encoder = try makeEncoder()
    let graphs = try batch("CCO", "CCN")
    let optimizer = AdamW(encoder.namedParameters)
    let target = Tensor.filled([2, encoder.embeddingDimensions]) { values in
      for index in values.indices { values[index] = index < values.count / 2 ? 1 : -1 }
    }
    var losses: [Float] = []
    for step in 0..<30 {
      for parameter in encoder.parameters { parameter.gradient = nil }
      let mode = Mode.training(RandomStream(seed: UInt64(step), name: "dropout"))
      let difference = try encoder(graphs, mode: mode) - target
      let loss = try (difference * difference).mean()
      losses.append(try loss.scalar())
      try loss.backward()
      optimizer.step(learningRate: 3e-3, gradientScale: 1)
    }
    #expect(try #require(losses.last) < 0.3 * losses[0])
  }
}
