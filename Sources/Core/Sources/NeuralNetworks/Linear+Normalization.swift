public import Tensors

extension Linear {
  /// The map, a batch normalisation after it, and a function on top.
  ///
  /// In inference without gradients the weights take the normalisation in, which saves a pass over the outputs.
  /// - Parameters:
  ///   - input: shape `[rows, inputDimensions]`.
  ///   - normalization: of as many columns as the map has outputs.
  ///   - mode: training or inference.
  ///   - activation: `.identity` or `.relu`.
  public func callAsFunction(
    _ input: Tensor, normalization: BatchNorm, mode: Mode, activation: Activation = .identity
  ) throws -> Tensor {
    if mode.isTraining || Gradients.areRecorded {
      return try normalization(self(input), mode: mode, activation: activation)
    }
    let (weight, bias) = try normalization.takenInto(weight.value, bias: bias?.value)
    return try input.linear(weight: weight, bias: bias, activation: activation)
  }
}
