public import Tensors

/// One-dimensional convolution over `[batch, channels, length]`.
public final class Convolution1D: Module {
  /// Shape `[outputs, inputs, size]`.
  public let weight: Parameter
  public let bias: Parameter?
  private let stride: Int
  private let padding: Int

  public init(
    _ inputs: Int, _ outputs: Int, size: Int, stride: Int = 1, padding: Int = 0, bias: Bool = true,
    initializer: Initializer = .fanInUniform, random: RandomStream
  ) {
    weight = Parameter(initializer.makeTensor([outputs, inputs, size], random: random))
    self.bias = bias ? Parameter(.zeros([outputs])) : nil
    self.stride = stride
    self.padding = padding
  }

  public func callAsFunction(_ input: Tensor) throws -> Tensor {
    try input.convolved1D(weight: weight.tensor, bias: bias?.tensor, stride: stride, padding: padding)
  }
}

/// Two-dimensional convolution of images `[batch, height, width, channels]`.
public final class Convolution2D: Module {
  /// Shape `[outputs, inputs, size, size]`.
  public let weight: Parameter
  public let bias: Parameter?
  let stride: Int
  let padding: Int

  public init(
    _ inputs: Int, _ outputs: Int, size: Int, stride: Int = 1, padding: Int = 0, bias: Bool = true,
    initializer: Initializer = .heNormal, random: RandomStream
  ) {
    weight = Parameter(initializer.makeTensor([outputs, inputs, size, size], random: random))
    self.bias = bias ? Parameter(.zeros([outputs])) : nil
    self.stride = stride
    self.padding = padding
  }

  public func callAsFunction(_ input: Tensor) throws -> Tensor {
    try input.convolved2D(weight: weight.tensor, bias: bias?.tensor, stride: stride, padding: padding)
  }
}
