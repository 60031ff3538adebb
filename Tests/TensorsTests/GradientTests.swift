import Tensors
import Testing

/// How gradients are led back, whatever the operations.
struct GradientTests {
  @Test func addsUpOverTwoCalls() throws {
    let x = Parameter(Tensor([1, 2]))
    for _ in 0..<2 { try (x.tensor * x.tensor).sum().backward() }
    #expect(x.gradient?.values == [4, 8])  // 2 · d(x²)/dx = 2 · 2x
    x.gradient = nil
    try x.tensor.sum().backward()
    #expect(x.gradient?.values == [1, 1])
  }

  @Test func valueUsedTwice() throws {
    let x = Parameter(Tensor([3]))
    let y = x.tensor.scaled(by: 2)
    try (y * y + y).sum().backward()
    #expect(x.gradient?.values == [26])  // d(4x² + 2x)/dx = 8x + 2
  }

  @Test func sharedTrunkIsNotGoneThroughTwice() throws {
    let x = Parameter(Tensor([3]))
    let trunk = x.tensor.exp()
    let (first, second) = (trunk.sum(), trunk.scaled(by: 2).sum())
    try first.backward()
    #expect(throws: TensorError.noGradient("exp was gone through before; compute it anew")) { try second.backward() }
    #expect(x.gradient == nil || x.gradient?.count == 1)
  }

  @Test func frozenParameterIsAConstant() throws {
    let (x, y) = (Parameter(Tensor([3])), Parameter(Tensor([5])))
    y.isFrozen = true
    #expect(!y.tensor.hasGradient)
    try (x.tensor * y.tensor).sum().backward()
    #expect(x.gradient?.values == [5])
    #expect(y.gradient == nil)
  }

  @Test func detachedCutsTheWay() throws {
    let x = Parameter(Tensor([3]))
    let y = x.tensor.exp()
    try (y.detached() * x.tensor).sum().backward()
    #expect(x.gradient?.values == y.values)
  }

  @Test func disabledRecordsNothing() throws {
    let x = Parameter(Tensor([3]))
    Gradients.disabled {
      #expect(!x.tensor.exp().hasGradient)
      Gradients.enabled { #expect(x.tensor.exp().hasGradient) }
      #expect(!x.tensor.hasGradient)
    }
    #expect(x.tensor.exp().hasGradient)
  }

  /// A later change of a parameter doesn't reach what an earlier computation kept.
  @Test func stepLeavesKeptValuesAlone() throws {
    let x = Parameter(Tensor([3]))
    let square = try x.tensor * x.tensor
    x.withMutableValue { $0[0] = 100 }
    try square.sum().backward()
    #expect(x.gradient?.values == [6])
  }

  /// A computation that the engine knows nothing of, with its own way back.
  @Test func aComputationOfOnesOwn() throws {
    let x = Parameter(Tensor([1, 2, 3]))
    let values = x.value
    let squares = Tensor([1, 4, 9]).attachingGradient("square", from: [x.tensor]) { [try $0 * values.scaled(by: 2)] }
    try squares.sum().backward()
    #expect(x.gradient?.values == [2, 4, 6])
    let wrong = Tensor([1]).attachingGradient("wrong", from: [x.tensor]) { _ in [Tensor([1, 2])] }
    let error = TensorError.shape(
      operation: "wrong", shapes: [[2]], expectation: "gradients of the inputs' shapes, [[3]]")
    #expect(throws: error) { try wrong.sum().backward() }
    let unrecorded = Gradients.disabled { Tensor([1]).attachingGradient("none", from: [x.tensor]) { _ in [nil] } }
    #expect(!unrecorded.hasGradient)
  }

  /// Long computations are gone through, and forgotten, without recursion.
  @Test(arguments: ["kept for gradients", "after backward()"])
  func deepChain(_ state: String) throws {
    let x = Parameter(Tensor([1]))
    do {
      var y = x.tensor
      for index in 0..<100_000 { y = index % 2 == 0 ? y.clamped(-1e9, 1e9) : try y + x.tensor }
      #expect(y.values == [50_001])
      if state == "after backward()" {
        try y.sum().backward()
        #expect(x.gradient?.values == [50_001])
      }
    }
  }
}
