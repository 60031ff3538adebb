public import Tensors

extension FrozenConvolution {
  /// A convolution and the normalisation after it, with the running statistics, as one convolution with a bias.
  /// - Throws: `TensorError` if their channels differ.
  public init(_ convolution: Convolution2D, _ norm: BatchNorm) throws {
    let (weight, bias) = try norm.takenInto(convolution.weight.value, bias: convolution.bias?.value)
    try self.init(weight: weight, bias: bias, stride: convolution.stride, padding: convolution.padding)
  }
}
