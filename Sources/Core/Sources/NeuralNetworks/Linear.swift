public import Tensors

/// An affine map of each row, with an optional function on top.
public final class Linear: Module {
  /// Shape `[outputDimensions, inputDimensions]`.
  public let weight: Parameter
  /// Shape `[outputDimensions]`.
  public let bias: Parameter?

  public init(
    _ inputDimensions: Int, _ outputDimensions: Int, bias: Bool = true, initializer: Initializer = .fanInUniform,
    random: RandomStream
  ) {
    weight = Parameter(initializer.makeTensor([outputDimensions, inputDimensions], random: random))
    self.bias = bias ? Parameter(initializer.makeBias(outputDimensions, inputs: inputDimensions, random: random)) : nil
  }

  /// `[…, inputDimensions]` to `[…, outputDimensions]`.
  public func callAsFunction(_ input: Tensor, activation: Activation = .identity) throws -> Tensor {
    try input.linear(weight: weight.tensor, bias: bias?.tensor, activation: activation)
  }
}

/// A table of vectors.
public final class Embedding: Module {
  /// Shape `[count, dimensions]`.
  public let weight: Parameter

  public init(_ count: Int, _ dimensions: Int, initializer: Initializer = .normal(deviation: 1), random: RandomStream) {
    weight = Parameter(initializer.makeTensor([count, dimensions], random: random))
  }

  /// The rows at these indices: `[indices.count, dimensions]`.
  public func callAsFunction(_ indices: [Int32]) throws -> Tensor { try weight.tensor.gather(indices) }
}
