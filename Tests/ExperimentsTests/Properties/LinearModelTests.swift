import Experiments
import Foundation
import Testing

/// Linear models against scikit-learn; `reference/make_property_reference.py` says how the reference came to be.
struct LinearModelTests {
  private struct Reference: Decodable {
    struct Model: Decodable {
      let penalty: Double
      let logits: [Float]
      let values: [Float]
    }

    let bits: [[Float]]
    let classes: [Double]
    let values: [Double]
    let models: [Model]
  }

  @Test func outputsEqualTheReference() throws {
    let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "reference/linear.json")
    let reference = try JSONDecoder().decode(Reference.self, from: Data(contentsOf: file))
    let table = FeatureTable(reference.bits)
    let rows = Array(reference.bits.indices)
    #expect(reference.models.count == 3)
    for expected in reference.models {
      let logistic = LinearModel(
        .classification, table, rows: rows, targets: reference.classes, penalty: expected.penalty)
      let ridge = LinearModel(.regression, table, rows: rows, targets: reference.values, penalty: expected.penalty)
      // The search ends at a gradient a millionth of that at the start.
      for (found, expected) in zip(logistic.outputs(table, rows: rows), expected.logits) {
        #expect(abs(found - expected) < 2e-4)
      }
      for (found, expected) in zip(ridge.outputs(table, rows: rows), expected.values) {
        #expect(abs(found - expected) < 2e-4)
      }
    }
  }

  @Test func oneClassGivesTheShare() {
    let table = FeatureTable([[1, 0], [0, 1], [1, 1]])
    let model = LinearModel(.classification, table, rows: [0, 1, 2], targets: [1, 1, 1], penalty: 1)
    #expect(model.weights == [0, 0])
    // Half a molecule of each class is added: log(3.5 / 0.5).
    #expect(abs(model.intercept - log(7)) < 1e-12)
    #expect(LinearModel(.regression, table, rows: [], targets: [], penalty: 1).outputs(table, rows: [0]) == [0])
  }
}
