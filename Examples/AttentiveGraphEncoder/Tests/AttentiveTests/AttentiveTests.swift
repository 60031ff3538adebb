import ACML
import Attentive
import Chemistry
import Conformance
import Foundation
import NeuralNetworks
import Tensors
import Testing

struct AttentiveTests {
  private let catalog: PluginCatalog = {
    let registry = Registry()
    register(in: registry)
    return registry.freeze()
  }()

  private func makeEncoder(_ settings: SettingNode? = nil) throws -> any GraphEncoder {
    try catalog.graphEncoder("attentive-fp").make(
      settings, GraphEncoderContext(features: .ogb, random: RandomStream(seed: 1, name: "weights")))
  }

  private func batch(_ smiles: String...) throws -> GraphBatch {
    try GraphBatch(smiles.map { try Molecule(smiles: $0).graph(features: .ogb) })
  }

  @Test func registersItsEncoder() {
    #expect(catalog.graphEncoders.map(\.component.id) == ["attentive-fp"])
    #expect(catalog.problems.isEmpty)
  }

  /// Among the laws: the gradient against finite differences, any order of atoms, molecules without bonds.
  @Test(arguments: [GraphFeatures.ogb, .released])
  func keepsTheLaws(_ features: GraphFeatures) throws {
    var options = ConformanceCheck.Options()
    options.features = features
    let findings = try ConformanceCheck("attentive-fp", in: catalog, options: options).run()
    // Other tests run beside, and memory is that of the whole process: `acml plugin check` judges it.
    #expect(findings.filter { $0.isBroken && $0.law != .memory } == [])
    #expect(findings.contains { $0.law == .gradient })
  }

  /// With the weights at hand, a single atom can be computed by hand: no messages, and a molecule of one.
  @Test func aSingleAtomIsWhatTheFormulaSays() throws {
    let encoder = try makeEncoder(
      SettingNode(
        json: Data(#"{"layers": 1, "timesteps": 1, "hiddenDimensions": 3, "outputDimensions": 2}"#.utf8), path: "test"))
    let weights = Dictionary(uniqueKeysWithValues: encoder.namedParameters.map { ($0.name, $0.parameter.value.values) })
    func weight(_ name: String) throws -> [Double] { try #require(weights[name]).map(Double.init) }
    /// `W x + b`
    func linear(_ name: String, _ x: [Double]) throws -> [Double] {
      let matrix = try weight("\(name).weight")
      return try weight("\(name).bias").enumerated().map { row, bias in
        x.enumerated().reduce(bias) { $0 + matrix[row * x.count + $1.offset] * $1.element }
      }
    }
    func unit(_ name: String, _ x: [Double], _ h: [Double]) throws -> [Double] {
      let (a, b) = (try linear("\(name).input", x), try linear("\(name).state", h))
      func sigmoid(_ value: Double) -> Double { 1 / (1 + exp(-value)) }
      return h.indices.map { i in
        let (reset, update) = (sigmoid(a[i] + b[i]), sigmoid(a[3 + i] + b[3 + i]))
        let candidate = tanh(a[6 + i] + reset * b[6 + i])
        return max(0, (1 - update) * candidate + update * h[i])
      }
    }
    let graph = try batch("[Na+]")
    let table = try weight("atoms.weight")
    var (state, firstRow) = ([0.0, 0, 0], 0)
    for (code, size) in zip(graph.atomFeatures, graph.features.atomVocabulary) {
      for i in 0..<3 { state[i] += table[3 * (firstRow + Int(code)) + i] }
      firstRow += size
    }
    state = state.map { $0 > 0 ? $0 : 0.01 * $0 }
    state = try unit("rounds.0.unit", [0, 0, 0], state)
    let context = try linear("molecule.value", state).map { $0 > 0 ? $0 : exp($0) - 1 }
    let expected = try linear("readout", unit("molecule.unit", context, state))
    let found = try encoder(graph, mode: .inference).values
    for (found, expected) in zip(found, expected) { #expect(abs(Double(found) - expected) < 1e-5) }
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
