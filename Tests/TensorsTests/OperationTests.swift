import Foundation
import Tensors
import Testing

/// Every differentiable operation against a plain implementation in double precision: its result, and its gradient
/// against central differences of that implementation.
struct OperationTests {
  @Test(arguments: OperationRecord.all)
  func result(_ record: OperationRecord) throws { try record.checkResult() }

  @Test(arguments: OperationRecord.all)
  func gradient(_ record: OperationRecord) throws { try record.checkGradient() }

  /// All of that again with the kernels of each level that this CPU has. A process chooses its level once.
  @Test(arguments: ComputeDevice.availableKernelLevels)
  func kernelLevel(_ level: String) async {
    await #expect(processExitsWith: .success) { [level] in
      setenv("ACML_CPU", level, 1)
      #expect(ComputeDevice.kernelLevel == level)
      for record in OperationRecord.all {
        try record.checkResult()
        try record.checkGradient()
      }
    }
  }
}

extension OperationRecord {
  /// Half the distance of a central difference; in double precision its error is below 1e-7.
  private static let step = 1e-4
  /// How many values of an input are moved.
  private static let samples = 24

  func checkResult() throws {
    let inputs = makeInputs()
    let found = try operation(inputs)
    let expected = reference(inputs.map(Reference.init))
    #expect(found.shape == expected.shape, "\(testDescription)")
    #expect(!found.hasGradient, "\(testDescription)")
    expectClose(found.values, expected.values, tolerance, testDescription)
  }

  func checkGradient() throws {
    let inputs = makeInputs()
    let parameters = inputs.map { Parameter($0) }
    let result = try operation(parameters.map(\.tensor))
    let random = RandomStream(seed: 11, name: "weights")
    let weights = Tensor.filled(result.shape) { for index in $0.indices { $0[index] = random.normal() } }
    try result.backward(from: weights)

    let references = inputs.map(Reference.init)
    func loss(_ inputs: [Reference]) -> Double {
      zip(reference(inputs).values, weights.values).reduce(0) { $0 + $1.0 * Double($1.1) }
    }
    for (index, input) in inputs.enumerated() {
      let gradient = try #require(parameters[index].gradient, "\(testDescription): input \(index) has no gradient")
      try #require(gradient.shape == input.shape, "\(testDescription): input \(index)")
      let positions = stride(from: 0, to: input.count, by: max(1, input.count / Self.samples)).map(\.self)
      let expected = positions.map { position in
        var (above, below) = (references, references)
        above[index].values[position] += Self.step
        below[index].values[position] -= Self.step
        return (loss(above) - loss(below)) / (2 * Self.step)
      }
      let found = gradient.values
      expectClose(positions.map { found[$0] }, expected, gradientTolerance, "\(testDescription): input \(index)")

      // The same where the other inputs are constants.
      let alone = Parameter(input)
      var arguments = inputs
      arguments[index] = alone.tensor
      try operation(arguments).backward(from: weights)
      #expect(alone.gradient?.values == found, "\(testDescription): input \(index) alone")
    }
  }
}

/// Expects each pair to differ by at most `tolerance`, relative to the greatest expected value (at least 1).
func expectClose(
  _ found: [Float], _ expected: [Double], _ tolerance: Double, _ label: String = "",
  sourceLocation: SourceLocation = #_sourceLocation
) {
  #expect(found.count == expected.count, sourceLocation: sourceLocation)
  let scale = expected.reduce(1) { max($0, abs($1)) }
  let differences = zip(found, expected).map { abs(Double($0) - $1) / scale }
  // A difference that is not a number is no small one.
  guard let worst = differences.indices.max(by: { !(differences[$0] >= differences[$1]) }) else { return }
  #expect(
    differences.allSatisfy { $0 <= tolerance }, "\(label) at \(worst): \(found[worst]), expected \(expected[worst])",
    sourceLocation: sourceLocation)
}
