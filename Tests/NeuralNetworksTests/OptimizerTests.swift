import NeuralNetworks
import Tensors
import TestSupport
import Testing

struct OptimizerTests {
  /// A way to minimise ½ (x − c)ᵀ A (x − c).
  struct Case: CustomTestStringConvertible, Sendable {
    let golden: Golden
    let name: String
    let learningRate: Float
    let make: @Sendable ([(name: String, parameter: Parameter)]) -> any Optimizer
    var testDescription: String { "\(golden.testDescription) \(name)" }
  }

  private static func adamW(
    _ golden: Golden, _ name: String, _ learningRate: Float, decay: Float, beta1: Float = 0.9, beta2: Float = 0.999,
    epsilon: Float = 1e-8
  ) -> Case {
    Case(golden: golden, name: name, learningRate: learningRate) {
      AdamW($0, weightDecay: decay, beta1: beta1, beta2: beta2, epsilon: epsilon)
    }
  }

  private static func sgd(
    _ golden: Golden, _ name: String, _ learningRate: Float, momentum: Float = 0, decay: Float = 0
  ) -> Case {
    Case(golden: golden, name: name, learningRate: learningRate) { SGD($0, momentum: momentum, weightDecay: decay) }
  }

  static let cases = [
    adamW(.own("optimizers"), "adamw", 0.1, decay: 0.01),
    adamW(.own("optimizers"), "adamw_no_decay", 0.05, decay: 0, beta1: 0.8, beta2: 0.95, epsilon: 1e-6),
    sgd(.own("optimizers"), "sgd", 0.02), sgd(.own("optimizers"), "sgd_momentum", 0.01, momentum: 0.9),
    sgd(.own("optimizers"), "sgd_momentum_decay", 0.01, momentum: 0.9, decay: 0.05),
    adamW(.shared("optimizers_quadratic"), "adamw", 0.1, decay: 0.01),
    adamW(.shared("optimizers_quadratic"), "adam", 0.1, decay: 0),
    sgd(.shared("optimizers_quadratic"), "sgd_momentum", 0.01, momentum: 0.9),
  ]

  @Test(arguments: cases)
  func follows(_ given: Case) throws {
    guard let file = try given.golden.open() else { return }
    let (matrix, center) = (try file.tensor("in.A"), try file.tensor("in.c"))
    let x = Parameter(try file.tensor("in.x0"))
    let optimizer = given.make([("x", x)])
    for step in 0..<(try file.shape(of: "out.\(given.name).x")[0]) {
      let difference = try (x.tensor - center).reshaped([1, center.count])
      let loss = try (difference.matmul(matrix) * difference).sum().scaled(by: 0.5)
      x.gradient = nil
      try loss.backward()
      func row(_ what: String) throws -> Tensor {
        let values = try file.tensor("out.\(given.name).\(what)")
        return try values.shape.count == 1 ? values.rows(step..<step + 1) : values.gather([Int32(step)])
      }
      expectClose(loss, try row("loss"), Tolerance.gradient, "loss of step \(step)")
      expectClose(try #require(x.gradient), try row("grad"), Tolerance.gradient, "gradient of step \(step)")
      optimizer.step(learningRate: given.learningRate, gradientScale: 1)
      expectClose(x.value, try row("x"), Tolerance.result, "x after step \(step)")
    }
    #expect(optimizer.stepCount == (try file.shape(of: "out.\(given.name).x")[0]))
  }

  @Test func clipping() throws {
    let file = try #require(try Golden.own("gradient_clipping").open())
    let parameters = try (0..<2).map { index in
      let parameter = Parameter(try file.tensor("in.gradient_\(index)"))
      parameter.gradient = parameter.value
      return parameter
    }
    let norm = GradientNorm.total(parameters)
    expectClose([norm], try file.tensor("out.norm").values, Tolerance.result)
    let scale = GradientNorm.clippingScale(norm: norm, maximum: 1.5)
    for (index, parameter) in parameters.enumerated() {
      let clipped = parameter.value.scaled(by: scale)
      expectClose(clipped, try file.tensor("out.gradient_\(index)"), Tolerance.result)
    }
    #expect(GradientNorm.clippingScale(norm: 1, maximum: 1.5) == 1)
  }

  /// An optimiser that was put back goes on in the same bits.
  @Test(arguments: [0, 1])
  func restoring(_ kind: Int) throws {
    func make(_ parameter: Parameter) -> any Optimizer {
      kind == 0 ? AdamW([("w", parameter)], weightDecay: 0.1) : SGD([("w", parameter)], momentum: 0.9)
    }
    func train(_ parameter: Parameter, _ optimizer: any Optimizer, _ steps: Range<Int>) throws {
      for step in steps {
        parameter.gradient = nil
        try (parameter.tensor * parameter.tensor).sum().scaled(by: 0.5 + Float(step)).backward()
        optimizer.step(learningRate: 0.01, gradientScale: 1)
      }
    }
    let start = Tensor([1, -2, 3.5])
    let whole = Parameter(start.copied())
    try train(whole, make(whole), 0..<7)

    let first = Parameter(start.copied())
    let before = make(first)
    try train(first, before, 0..<3)
    let second = Parameter(first.value.copied())
    let after = make(second)
    let saved = before.state.map { ($0.name, $0.value.copied()) }
    try after.restore(state: Dictionary(uniqueKeysWithValues: saved), stepCount: before.stepCount)
    try train(second, after, 3..<7)
    #expect(second.value.values == whole.value.values)
    #expect(throws: TensorError.self) {
      try AdamW([("w", second)]).restore(state: [:], stepCount: 3)
    }
  }

  /// Warm-up, then the shape, in closed form, for a peak of 1.
  static let schedules: [(LearningRateSchedule.Shape, [Float])] = [
    (.constant, [0.25, 0.5, 0.75, 1, 1, 1, 1, 1, 1]),
    (.linear, [0.25, 0.5, 0.75, 1, 1, 0.8, 0.6, 0.4, 0.2]),
    (.cosine, [0.25, 0.5, 0.75, 1, 1, 0.8828427, 0.6, 0.3171573, 0.2]),
  ]

  @Test(arguments: schedules)
  func schedule(_ shape: LearningRateSchedule.Shape, _ expected: [Float]) {
    let schedule = LearningRateSchedule(shape: shape, peak: 2, warmupSteps: 4, totalSteps: 8, finalFraction: 0.2)
    expectClose((0..<9).map(schedule.rate), expected.map { 2 * $0 }, 1e-6)
  }
}
