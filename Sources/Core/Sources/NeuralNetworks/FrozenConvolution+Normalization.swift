public import Tensors

extension FrozenConvolution {
  /// A convolution and the normalisation after it, with the running statistics, as one convolution with a bias:
  /// `γ / √(variance + ε) · (w ∗ x + b − mean) + β`.
  /// - Throws: `TensorError` if their channels differ.
  public init(_ convolution: Convolution2D, _ norm: BatchNorm) throws {
    let weight = convolution.weight.value
    let outputs = weight.shape[0]
    guard norm.weight.value.shape == [outputs] else {
      throw TensorError.shape(
        operation: "FrozenConvolution", shapes: [weight.shape, norm.weight.value.shape],
        expectation: "a normalisation of \(outputs) channels")
    }
    let (gamma, beta) = (norm.weight.value.values, norm.bias.value.values)
    let (mean, variance) = (norm.running_mean.value.values, norm.running_var.value.values)
    let bias = convolution.bias?.value.values
    let scales = (0..<outputs).map { gamma[$0] / (variance[$0] + norm.epsilon).squareRoot() }
    let count = weight.count / outputs
    let scaled = weight.withUnsafeValues { values in
      Tensor.filled(weight.shape) { buffer in
        for index in values.indices { buffer[index] = values[index] * scales[index / count] }
      }
    }
    try self.init(
      weight: scaled, bias: Tensor((0..<outputs).map { ((bias?[$0] ?? 0) - mean[$0]) * scales[$0] + beta[$0] }),
      stride: convolution.stride, padding: convolution.padding)
  }
}
