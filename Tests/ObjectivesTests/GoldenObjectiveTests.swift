import ACML
import NeuralNetworks
import Tensors
import TestSupport
import Testing

/// Losses and all gradients against PyTorch.
struct GoldenObjectiveTests {
  struct Case: CustomTestStringConvertible, Sendable {
    let golden: Golden
    let id: String
    let settings: [String: Double]
    var identities: [Int32]?

    var testDescription: String { golden.testDescription }
  }

  static let cases = [
    Case(golden: .own("objective_info_nce"), id: "info-nce", settings: [:]),
    Case(golden: .shared("infonce_8x16"), id: "info-nce", settings: [:]),
    // The pairs (0, 3), (3, 0), (2, 9) and (5, 11) show the same compound.
    Case(
      golden: .own("objective_info_nce_extra_negatives"), id: "info-nce", settings: [:],
      identities: [0, 1, 2, 0, 4, 5, 6, 7, 8, 2, 10, 5]),
    Case(golden: .own("objective_acml_soft"), id: "acml-soft", settings: [:]),
    Case(golden: .shared("softclip_8x16"), id: "acml-soft", settings: [:]),
    Case(golden: .own("objective_info_loob"), id: "info-loob", settings: [:]),
    Case(golden: .own("objective_info_loob_hopfield"), id: "info-loob", settings: ["hopfieldScale": 8]),
    Case(golden: .own("objective_siglip"), id: "siglip", settings: [:]),
    Case(
      golden: .own("objective_hard_negative_nce"), id: "hard-negative-nce",
      settings: ["temperature": 0.5, "concentration": 1, "positivePrior": 0.1]),
    Case(
      golden: .own("objective_hard_negative_nce_floor"), id: "hard-negative-nce",
      settings: ["temperature": 0.5, "concentration": 0.5, "positivePrior": 0.3]),
  ]

  @Test(arguments: cases)
  func matchesPyTorch(_ example: Case) throws {
    guard let file = try example.golden.open() else { return }
    var settings: [String: any CustomStringConvertible & Sendable] = example.settings
    if file.contains("in.log_scale") { settings["learnTemperature"] = true }
    let objective = try makeObjective(example.id, settings)
    let names = ["scale.logScale": "log_scale", "bias": "bias"]
    for (path, parameter) in objective.namedParameters {
      try parameter.assign(try file.tensor("in.\(try #require(names[path]))").reshaped([]))
    }
    let (a, b) = (Parameter(try file.tensor("in.a")), Parameter(try file.tensor("in.b")))
    let loss = try objective(batch(a.tensor, b.tensor, identities: example.identities))
    #expect(loss.shape == [])
    expectClose(loss, try file.tensor("out.loss"), Tolerance.result, "loss")

    try loss.backward()
    expectClose(try #require(a.gradient), try file.tensor("grad.a"), Tolerance.gradient, "graph")
    expectClose(try #require(b.gradient), try file.tensor("grad.b"), Tolerance.gradient, "modality")
    for (path, parameter) in objective.namedParameters {
      let expected = try file.tensor("grad.\(try #require(names[path]))")
      expectClose(try #require(parameter.gradient), expected, Tolerance.gradient, path)
    }
  }
}
