import Foundation
import Tensors
import Testing

/// Values at the ends of what floats hold, where a formula that is right elsewhere overflows or cancels.
struct ExtremeValueTests {
  /// The functions over their whole range, in units of the result's own size. GELU's error function is an approximation
  /// with an absolute error of 1.5e-7, and near zero the tangent's numerator loses digits: hence more for those.
  @Test(arguments: OperationRecord.functions)
  func wholeRange(_ activation: Activation, _ values: OperationRecord.Values, _ function: @Sendable (Double) -> Double)
  {
    let points = stride(from: Float(-90), through: 90, by: 0.037).map { Float($0) }
    let inputs = if case .positive = values { points.map { exp($0 / 3) } } else { points }
    for (input, found) in zip(inputs, Tensor(inputs).activated(activation).values) {
      let expected = function(Double(input))
      if expected > Double(Float.greatestFiniteMagnitude) { continue }
      #expect(abs(Double(found) - expected) <= 4e-6 * abs(expected) + 4e-7, "\(activation)(\(input)) = \(found)")
    }
  }

  /// Relative error of the exponential: 2 units in the last place (2⁻²³ each) over all arguments with normal results.
  @Test func exponential() {
    let inputs = stride(from: Float(-87.3), through: 88.37, by: 0.0173).map { Float($0) } + [88.376, -87.33, 0, 1e-8]
    for (input, found) in zip(inputs, Tensor(inputs).exp().values) {
      let expected = exp(Double(input))
      #expect(abs(Double(found) - expected) <= 2 * 0x1p-23 * expected, "exp(\(input)) = \(found)")
    }
    #expect(Tensor([-Float.infinity, -200]).exp().values == [0, 0])
    #expect(Tensor([Float.nan]).exp().values[0].isNaN)
    #expect(Tensor([Float(100), .infinity]).exp().values.allSatisfy { $0 > 2e38 })
  }

  @Test func notANumberStaysSo() throws {
    let bad = Tensor([Float.nan])
    for (activation, _, _) in OperationRecord.functions {
      #expect(bad.activated(activation).values[0].isNaN, "\(activation)")
    }
    #expect(bad.clamped(0, 1).values[0].isNaN)
    let row = Tensor([1, .nan, 2])
    #expect(try row.softmax().values.contains { $0.isNaN })
    #expect(try row.logSumExp().scalar().isNaN)
    #expect(try row.crossEntropy(targets: [0]).scalar().isNaN)
    #expect(try Tensor([1, .nan], shape: [1, 2]).linear(weight: .full([1, 2], 1), activation: .relu).values[0].isNaN)
  }

  @Test func largeLogits() throws {
    let logits = try Tensor([1e4, 1e4 - 1, -1e4, -.infinity], shape: [1, 4])
    let first = 1 / (1 + exp(-1.0))
    expectClose(try logits.softmax().values, [first, 1 - first, 0, 0], 1e-6)
    #expect(try logits.logSoftmax().values[3] == -.infinity)
    expectClose(try logits.logSumExp().values, [1e4 - log(first)], 1e-6)
    expectClose(try logits.crossEntropy(targets: [1]).values, [-log(1 - first)], 1e-3)  // 1e4 leaves three digits
  }

  @Test func logSumExpOfNothing() throws {
    let row = Parameter(try Tensor([-.infinity, -.infinity, 0, 1], shape: [2, 2]))
    let result = try row.tensor.logSumExp()
    #expect(result.values[0] == -.infinity)
    try result.backward(from: Tensor([1, 1]))
    let gradient = try #require(row.gradient).values
    #expect(gradient.prefix(2) == [0, 0])
    expectClose(Array(gradient.suffix(2)), [1 / (1 + exp(1.0)), 1 / (1 + exp(-1.0))], 1e-6)
  }

  @Test func zeroRow() throws {
    let row = Parameter(Tensor.zeros([1, 3]))
    let result = row.tensor.l2Normalized()
    #expect(result.values == [0, 0, 0])
    try result.backward(from: Tensor([1, 2, 3], shape: [1, 3]))
    #expect(row.gradient?.isFinite == true)
  }

  @Test func tiesGoToTheFirst() throws {
    let x = Parameter(try Tensor([2, 2, 1, 2], shape: [4, 1]))
    try x.tensor.segmentMax(Segments(lengths: [4])).sum().backward()
    #expect(x.gradient?.values == [1, 0, 0, 0])
    x.gradient = nil
    try x.tensor.reshaped([4]).rowMaxima().backward()
    #expect(x.gradient?.values == [1, 0, 0, 0])
    x.gradient = nil
    try x.tensor.reshaped([2, 2]).maxPooled(Window(2)).sum().backward()
    #expect(x.gradient?.values == [1, 0, 0, 0])
  }

  @Test func everyTargetIgnored() throws {
    let logits = Parameter(Tensor.full([2, 3], 1))
    let loss = try logits.tensor.crossEntropy(targets: [-1, -1])
    #expect(try loss.scalar() == 0)
    try loss.backward()
    #expect(logits.gradient?.values == Array(repeating: 0, count: 6))
  }
}
