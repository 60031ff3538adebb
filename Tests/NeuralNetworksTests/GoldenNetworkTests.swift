import NeuralNetworks
import Tensors
import TestSupport
import Testing

/// Networks of layers against PyTorch.
struct GoldenNetworkTests {
  // MARK: A convolutional network over a spectrum

  /// Layers under the numbers that PyTorch's `Sequential` gives them.
  private final class SpectrumNetwork: Module {
    let convolutions: [Convolution1D]
    let norms: [BatchNorm]
    let output: Linear

    /// - Parameter shapes: inputs, outputs, size, stride, padding of each convolution.
    init(_ shapes: [(Int, Int, Int, Int, Int)], norms: [Int], output: Int) {
      let random = RandomStream(seed: 0, name: "test")
      convolutions = shapes.map {
        Convolution1D($0.0, $0.1, size: $0.2, stride: $0.3, padding: $0.4, random: random)
      }
      self.norms = norms.map { BatchNorm($0) }
      self.output = Linear(shapes[shapes.count - 1].1, output, random: random)
    }

    func callAsFunction(_ input: Tensor, mode: Mode) throws -> Tensor {
      var states = input
      for (index, convolution) in convolutions.enumerated() {
        states = try convolution(states)
        states = index < norms.count ? try norms[index](states, mode: mode, activation: .relu) : states.relu()
        if index == 0 { states = try states.maxPooled(Window(length: 2, stride: 2)) }
      }
      return try output(states.rowMeans())
    }
  }

  private struct SpectrumCase: CustomTestStringConvertible, Sendable {
    let golden: Golden
    let shapes: [(Int, Int, Int, Int, Int)]
    let output: Int
    /// PyTorch's number of each layer, by this network's path.
    let numbers: [String: String]
    let (input, evaluation): (String, String)
    var testDescription: String { golden.testDescription }
  }

  private static let spectra = [
    SpectrumCase(
      golden: .own("cnn1d"), shapes: [(1, 8, 7, 2, 3), (8, 16, 5, 1, 2)], output: 12,
      numbers: ["convolutions.0": "0", "norms.0": "1", "convolutions.1": "4", "norms.1": "5", "output": "9"],
      input: "in.x", evaluation: "out.eval"),
    SpectrumCase(
      golden: .shared("cnn1d_spectrum"), shapes: [(1, 8, 7, 2, 3), (8, 16, 5, 1, 2), (16, 32, 3, 2, 1)], output: 16,
      numbers: [
        "convolutions.0": "0", "norms.0": "1", "convolutions.1": "4", "norms.1": "5", "convolutions.2": "7",
        "output": "11",
      ], input: "out.binned", evaluation: "out.eval_after_one_train_step_stats"),
  ]

  @Test(arguments: spectra.indices)
  func spectrumNetwork(_ index: Int) throws {
    let given = Self.spectra[index]
    guard let file = try given.golden.open() else { return }
    let network = SpectrumNetwork(given.shapes, norms: [8, 16], output: given.output)
    /// PyTorch's name of a path.
    func name(_ path: String) throws -> String {
      let layer = path.split(separator: ".").dropLast().joined(separator: ".")
      return try "\(#require(given.numbers[layer])).\(#require(path.split(separator: ".").last))"
    }
    for (path, state) in network.namedState { try state.assign(file.tensor("param.\(name(path))")) }
    let values = try file.tensor(given.input)
    let input = Parameter(try values.reshaped([values.shape[0], 1, values.columns]))
    let result = try network(input.tensor, mode: .training(RandomStream(seed: 0, name: "unused")))
    expectClose(result, try file.tensor("out.train"), Tolerance.result, "training")
    // One collection hands in the gradient, the other weights and sums: the same.
    let upstream = try file.tensor(file.contains("in.upstream") ? "in.upstream" : "in.loss_weight")
    try result.backward(from: upstream)
    expectClose(try #require(input.gradient), try file.tensor("grad.x"), Tolerance.gradient, "x")
    for (path, parameter) in network.namedParameters {
      expectClose(
        try #require(parameter.gradient), try file.tensor("grad.\(name(path))"), Tolerance.gradient, path)
    }
    for (path, state) in network.namedState {
      if case .buffer(let buffer) = state {
        expectClose(buffer.value, try file.tensor("after.\(name(path))"), Tolerance.result, path)
      }
    }
    let evaluated = try Gradients.disabled { try network(input.value, mode: .inference) }
    expectClose(evaluated, try file.tensor(given.evaluation), Tolerance.result, "evaluation")
  }

  // MARK: Projection

  @Test(arguments: [Golden.own("projection_head"), .shared("projection_head")])
  func projectionHead(_ golden: Golden) throws {
    guard let file = try golden.open() else { return }
    // One collection has two cells with numbers, the other a single one without.
    let cells = file.contains("param.fc.weight") ? [""] : ["0.", "1."]
    let names = [
      "projection.weight", "projection.bias", "fc.weight", "fc.bias", "layer_norm.weight", "layer_norm.bias",
    ]
    let parameters = try cells.map { cell in try names.map { Parameter(try file.tensor("param.\(cell)\($0)")) } }
    let input = Parameter(try file.tensor("in.x"))
    let result = try parameters.reduce(input.tensor) { states, cell in
      let projected = try states.linear(weight: cell[0].tensor, bias: cell[1].tensor)
      let sum = try projected.gelu().linear(weight: cell[2].tensor, bias: cell[3].tensor) + projected
      return try sum.layerNormalized(gamma: cell[4].tensor, beta: cell[5].tensor)
    }
    expectClose(result, try file.tensor("out.y"), Tolerance.result)
    try result.backward(from: file.tensor(file.contains("in.upstream") ? "in.upstream" : "in.loss_weight"))
    expectClose(try #require(input.gradient), try file.tensor("grad.x"), Tolerance.gradient, "x")
    for (cell, parameters) in zip(cells, parameters) {
      for (name, parameter) in zip(names, parameters) {
        let expected = try file.tensor("grad.\(cell)\(name)")
        expectClose(try #require(parameter.gradient), expected, Tolerance.gradient, cell + name)
      }
    }
  }
}
