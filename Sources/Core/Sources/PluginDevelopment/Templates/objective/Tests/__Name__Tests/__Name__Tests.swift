import ACML
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

  private func loss(_ graph: Tensor, _ modality: Tensor) throws -> Float {
    let objective = try catalog.objective("__name__").make(
      nil, ObjectiveContext(dimensions: graph.columns, random: RandomStream(seed: 1, name: "objective")))
    return try objective(ContrastiveBatch(graph: graph, modality: modality, identities: [0, 1])).scalar()
  }

  @Test func registersItsObjective() {
    #expect(catalog.objectives.map(\.component.id) == ["__name__"])
    #expect(catalog.problems.isEmpty)
  }

  @Test func keepsTheLaws() throws {
    let findings = try ConformanceCheck("__name__", in: catalog).run()
    // Other tests run beside, and memory is that of the whole process: `acml plugin check` judges it.
    #expect(findings.filter { $0.isBroken && $0.law != .memory } == [])
  }

  /// Two orthogonal pairs: each similarity to a negative is 0, to the partner 1, so that every cost is
  /// log(1 + exp(10 (0 − 1 + 0.2))) / 10.
  @Test func agreesWithTheFormula() throws {
    let rows = try Tensor([1, 0, 0, 1], shape: [2, 2])
    #expect(abs(try loss(rows, rows) - 3.3540637e-5) < 1e-8)
    // Exchanged: every negative has 1, every partner 0: log(1 + exp(12)) / 10.
    #expect(abs(try loss(rows, rows.gather([1, 0])) - 1.2000006) < 1e-5)
  }
}
