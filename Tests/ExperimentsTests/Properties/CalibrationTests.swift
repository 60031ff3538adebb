import Experiments
import Foundation
import Tensors
import Testing

struct CalibrationTests {
  /// Logits that are twice too sure: the slope brings them back.
  @Test func probabilitiesBecomeHonest() {
    let random = RandomStream(seed: 3, name: "calibration")
    let truth = (0..<4000).map { _ in random.normal() }
    let labels: [Float] = truth.map { random.uniform() < 1 / (1 + exp(-$0)) ? 1 : 0 }
    let calibration = Calibration(.classification, members: [truth.map { 2 * $0 + 1 }], labels: labels)
    // The deviation of the estimates is about 0.03 for 4,000 labels.
    #expect(abs(calibration.slope - 0.5) < 0.08)
    #expect(abs(calibration.offset + 0.5) < 0.12)
  }

  /// Errors that grow with the members' deviation, over a floor.
  @Test func errorBarsHoldTheirShare() {
    let random = RandomStream(seed: 5, name: "calibration")
    let deviations = (0..<3000).map { _ in random.uniform() }
    let labels = deviations.map { (0.5 + 4 * $0 * $0).squareRoot() * random.normal() }
    // Two members at ± d / √2 have the sample deviation d.
    let members = [deviations.map { $0 / Float(2).squareRoot() }, deviations.map { -$0 / Float(2).squareRoot() }]
    let calibration = Calibration(.regression, members: members, labels: labels)
    let inside = labels.indices.count { row in
      let prediction = calibration.prediction(.regression, members.map { $0[row] })
      return abs(Double(labels[row]) - prediction.value) <= 1.96 * prediction.uncertainty
    }
    #expect(abs(Double(inside) / 3000 - 0.95) < 0.01)
    #expect(abs(calibration.slope - 4) < 1.5)
    #expect(abs(calibration.offset - 0.5) < 0.15)
  }

  @Test func whatNothingSpeaksAgainstStaysAsItIs() {
    let missing: [Float] = [.nan, .nan]
    for task in PropertyTask.allCases {
      #expect(Calibration(task, members: [[1, 2], [3, 4]], labels: missing) == .none)
    }
    #expect(Calibration(.classification, members: [[1, 2]], labels: [1, 1]) == .none)
    // The mean logit 1, and the deviation of both probabilities.
    let prediction = Calibration.none.prediction(.classification, [0, 2])
    let each = [0.5, 1 / (1 + exp(-2.0))]
    #expect(abs(prediction.value - 1 / (1 + exp(-1.0))) < 1e-6)
    #expect(abs(prediction.uncertainty - (each[1] - each[0]) / 2.0.squareRoot()) < 1e-6)
  }

  /// A curve that falls would turn the predictions' order round.
  @Test func theOrderIsKept() {
    let calibration = Calibration(.classification, members: [[-1, 1, -2, 2]], labels: [1, 0, 1, 0])
    #expect(calibration.slope > 0)
  }
}
