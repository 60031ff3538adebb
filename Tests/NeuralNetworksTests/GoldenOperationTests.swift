import NeuralNetworks
import Tensors
import TestSupport
import Testing

/// Operations and layers against PyTorch: results and the gradients of every input.
struct GoldenOperationTests {
  /// An operation with its inputs by name.
  struct Case: CustomTestStringConvertible, Sendable {
    let name: String
    let inputs: [String]
    let function: @Sendable ([Tensor], SafetensorsFile) throws -> Tensor
    var testDescription: String { name }

    init(
      _ name: String, _ inputs: [String] = ["x"],
      _ function: @escaping @Sendable ([Tensor], SafetensorsFile) throws -> Tensor
    ) {
      self.name = name
      self.inputs = inputs
      self.function = function
    }
  }

  static let elementary: [Case] = [
    Case("gelu_erf") { inputs, _ in inputs[0].gelu() },
    Case("gelu_tanh") { inputs, _ in inputs[0].activated(.geluTanh) },
    Case("relu") { inputs, _ in inputs[0].relu() },
    Case("leaky_relu") { inputs, _ in inputs[0].activated(.leakyReLU(slope: 0.2)) },
    Case("silu") { inputs, _ in inputs[0].silu() },
    Case("sigmoid") { inputs, _ in inputs[0].sigmoid() },
    Case("tanh") { inputs, _ in inputs[0].tanh() },
    Case("softmax") { inputs, _ in try inputs[0].softmax() },
    Case("log_softmax") { inputs, _ in try inputs[0].logSoftmax() },
    Case("l2_normalize") { inputs, _ in inputs[0].l2Normalized() },
    Case("layer_norm", ["x", "weight", "bias"]) { inputs, _ in
      try inputs[0].layerNormalized(gamma: inputs[1], beta: inputs[2])
    },
    Case("batch_norm_train", ["x", "weight", "bias"]) { inputs, _ in
      try inputs[0].batchNormalized(
        gamma: inputs[1], beta: inputs[2], statistics: inputs[0].columnStatistics(), areOfThisBatch: true)
    },
    Case("batch_norm_eval", ["x", "weight", "bias"]) { inputs, file in
      let (mean, variance) = try (
        file.tensor("in.running_mean"), file.tensor("in.running_var")
      )
      return try inputs[0].batchNormalized(
        gamma: inputs[1], beta: inputs[2], statistics: BatchStatistics(mean: mean, variance: variance),
        areOfThisBatch: false)
    },
  ]

  /// The other collection's names of what the project's own calls otherwise.
  private static let sharedNames = [
    "layer_norm": "layernorm", "batch_norm_train": "batchnorm_train", "batch_norm_eval": "batchnorm_eval",
    "leaky_relu": "leaky_relu_0.2",
  ]

  @Test(arguments: elementary)
  func elementaryOperation(_ given: Case) throws {
    let file = try #require(try Golden.own("elementary_operations").open())
    let inputs = try given.inputs.map { Parameter(try file.tensor("in.\($0)")) }
    let result = try given.function(inputs.map(\.tensor), file)
    expectClose(result, try file.tensor("out.\(given.name)"), Tolerance.result, given.name)
    try result.backward(from: try file.tensor("in.upstream"))
    for (input, name) in zip(inputs, given.inputs) {
      let expected = try file.tensor("grad.\(given.name).\(name)")
      expectClose(try #require(input.gradient), expected, Tolerance.gradient, "\(given.name) \(name)")
    }
  }

  @Test(.enabled(if: Golden.isSharedAtHand), arguments: elementary)
  func sharedElementaryOperation(_ given: Case) throws {
    let file = try #require(try Golden.shared("elementary_ops").open())
    let name = Self.sharedNames[given.name] ?? given.name
    let inputNames = ["x": "in.x", "weight": "in.gamma", "bias": "in.beta"]
    let inputs = try given.inputs.map { Parameter(try file.tensor(try #require(inputNames[$0]))) }
    let result = try given.function(inputs.map(\.tensor), file)
    expectClose(result, try file.tensor("\(name).y"), Tolerance.result, name)
    try result.backward(from: try file.tensor("in.gy"))
    for (input, gradient) in zip(inputs, ["gx", "ggamma", "gbeta"]) {
      expectClose(
        try #require(input.gradient), try file.tensor("\(name).\(gradient)"), Tolerance.gradient, "\(name) \(gradient)")
    }
  }

  static let convolutions: [Case] = [
    Case("conv1d_same", ["x", "weight", "bias"]) { inputs, _ in
      try inputs[0].convolved1D(weight: inputs[1], bias: inputs[2], stride: 1, padding: 2)
    },
    Case("conv1d_strided", ["x", "weight"]) { inputs, _ in
      try inputs[0].convolved1D(weight: inputs[1], stride: 2, padding: 3)
    },
    Case("conv2d_same", ["x", "weight", "bias"]) { inputs, _ in
      try inputs[0].asImages { try $0.convolved2D(weight: inputs[1], bias: inputs[2], stride: 1, padding: 1) }
    },
    Case("conv2d_strided", ["x", "weight"]) { inputs, _ in
      try inputs[0].asImages { try $0.convolved2D(weight: inputs[1], stride: 2, padding: 3) }
    },
    Case("conv2d_pointwise", ["x", "weight"]) { inputs, _ in
      try inputs[0].asImages { try $0.convolved2D(weight: inputs[1], stride: 2, padding: 0) }
    },
    Case("max_pool1d") { inputs, _ in try inputs[0].maxPooled(Window(length: 2, stride: 2)) },
    Case("avg_pool1d") { inputs, _ in try inputs[0].averagePooled(Window(length: 2, stride: 2)) },
    Case("max_pool2d") { inputs, _ in
      try inputs[0].asImages { try $0.maxPooled2D(Window(3, stride: 2, padding: 1)) }
    },
    Case("avg_pool2d") { inputs, _ in try inputs[0].averagePooled(Window(2, stride: 2)) },
    Case("global_avg_pool1d") { inputs, _ in try inputs[0].rowMeans() },
    Case("global_avg_pool2d") { inputs, _ in
      let shape = inputs[0].shape
      return try inputs[0].reshaped([shape[0], shape[1], shape[2] * shape[3]]).rowMeans()
    },
  ]

  @Test(arguments: convolutions)
  func convolution(_ given: Case) throws {
    let file = try #require(try Golden.own("convolutions").open())
    let inputs = try given.inputs.map { Parameter(try file.tensor("in.\(given.name).\($0)")) }
    let result = try given.function(inputs.map(\.tensor), file)
    expectClose(result, try file.tensor("out.\(given.name)"), Tolerance.result, given.name)
    try result.backward(from: try file.tensor("in.\(given.name).upstream").reshaped(result.shape))
    for (input, name) in zip(inputs, given.inputs) {
      let expected = try file.tensor("grad.\(given.name).\(name)")
      expectClose(try #require(input.gradient), expected, Tolerance.gradient, "\(given.name) \(name)")
    }
  }

  /// Padded places of the reference are left out here, which must make no difference to the others.
  @Test func attention() throws {
    let file = try #require(try Golden.own("attention").open())
    let mask = try file.integers("in.mask")
    let places = mask.indices.filter { mask[$0] != 0 }.map(Int32.init)
    let lengths = (0..<3).map { row in mask[row * 6..<(row + 1) * 6].count { $0 != 0 } }
    let names = ["query", "key", "value", "output"]
    let parameters = try Dictionary(
      uniqueKeysWithValues: names.flatMap { ["\($0)_weight", "\($0)_bias"] }.map {
        ($0, Parameter(try file.tensor("param.\($0)")))
      })
    let input = Parameter(try file.tensor("in.x").reshaped([18, 16]))
    func project(_ name: String, _ states: Tensor) throws -> Tensor {
      try states.linear(
        weight: #require(parameters["\(name)_weight"]).tensor, bias: #require(parameters["\(name)_bias"]).tensor)
    }
    let states = try input.tensor.gather(places)
    let mixed = try project("query", states).attention(
      keys: project("key", states), values: project("value", states), sequences: Segments(lengths: lengths), heads: 4)
    let result = try project("output", mixed)
    func rows(_ name: String) throws -> Tensor { try file.tensor(name).reshaped([18, 16]).gather(places) }
    expectClose(result, try rows("out.attention"), Tolerance.result)
    try result.backward(from: try rows("in.upstream"))
    expectClose(
      try #require(input.gradient).gather(places), try rows("grad.attention.x"), Tolerance.gradient, "x")
    for (name, parameter) in parameters {
      // A bias of all keys alike moves no attention: nothing but rounding is there to compare.
      expectClose(
        try #require(parameter.gradient), try file.tensor("grad.attention.\(name)"), Tolerance.gradient, name)
    }
  }

  @Test func crossEntropy() throws {
    let file = try #require(try Golden.own("cross_entropy").open())
    let logits = Parameter(try file.tensor("in.logits"))
    let classes = try file.integers("in.classes").map { $0 == -100 ? -1 : $0 }
    let hard = try logits.tensor.crossEntropy(targets: classes)
    expectClose(hard, try file.tensor("out.hard"), Tolerance.result)
    try hard.backward()
    expectClose(try #require(logits.gradient), try file.tensor("grad.hard.logits"), Tolerance.gradient)

    logits.gradient = nil
    let targets = Parameter(try file.tensor("in.targets"))
    let soft = try logits.tensor.crossEntropy(softTargets: targets.tensor)
    expectClose(soft, try file.tensor("out.soft"), Tolerance.result)
    try soft.backward()
    expectClose(try #require(logits.gradient), try file.tensor("grad.soft.logits"), Tolerance.gradient)
    expectClose(try #require(targets.gradient), try file.tensor("grad.soft.targets"), Tolerance.gradient)
  }
}
