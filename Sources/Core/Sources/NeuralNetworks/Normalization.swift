public import Tensors

/// Normalises each row to zero mean and unit variance, then scales and shifts.
public final class LayerNorm: Module {
  public let weight: Parameter
  public let bias: Parameter
  private let epsilon: Float

  public init(_ dimensions: Int, epsilon: Float = 1e-5) {
    weight = Parameter(.full([dimensions], 1))
    bias = Parameter(.zeros([dimensions]))
    self.epsilon = epsilon
  }

  public func callAsFunction(_ input: Tensor) throws -> Tensor {
    try input.layerNormalized(gamma: weight.tensor, beta: bias.tensor, epsilon: epsilon)
  }
}

/// Normalises each column over the rows of a batch; in inference, with the running statistics of training.
///
/// A batch of a single row has no variance, so that its running statistics are used in training too.
public final class BatchNorm: Module {
  public let weight: Parameter
  public let bias: Parameter
  /// Running mean; its name is that of checkpoints of the field, as is the variance's.
  public let running_mean: StateBuffer
  public let running_var: StateBuffer
  private let momentum: Float
  private let epsilon: Float

  /// - Parameters:
  ///   - dimensions: the number of columns.
  ///   - momentum: share of the new batch in the running statistics, as in PyTorch.
  ///   - epsilon: keeps the root of a small variance from dividing.
  public init(_ dimensions: Int, momentum: Float = 0.1, epsilon: Float = 1e-5) {
    weight = Parameter(.full([dimensions], 1))
    bias = Parameter(.zeros([dimensions]))
    running_mean = StateBuffer(.zeros([dimensions]))
    running_var = StateBuffer(.full([dimensions], 1))
    self.momentum = momentum
    self.epsilon = epsilon
  }

  /// - Parameters:
  ///   - input: shape `[rows, dimensions]`, or `[batch, dimensions, …]` of a convolution.
  ///   - mode: training or inference.
  ///   - activation: `.identity` or `.relu`, applied in the same pass.
  public func callAsFunction(_ input: Tensor, mode: Mode, activation: Activation = .identity) throws -> Tensor {
    if input.shape.count > 2 {
      return try self(input.channelColumns(), mode: mode, activation: activation).channelPlanes(input.shape)
    }
    let usesBatch = mode.isTraining && input.rows > 1
    let statistics: BatchStatistics
    if usesBatch {
      statistics = try input.columnStatistics()
      if mode.tracksStatistics { try track(statistics, rows: input.rows) }
    } else {
      statistics = BatchStatistics(mean: running_mean.value, variance: running_var.value)
    }
    return try input.batchNormalized(
      gamma: weight.tensor, beta: bias.tensor, statistics: statistics, areOfThisBatch: usesBatch, epsilon: epsilon,
      activation: activation)
  }

  /// An affine map and the normalisation after it, with the running statistics, as one map:
  /// `s (W x + b − mean) + β = (s W) x + (s b + β − s mean)`, `s = γ / √(variance + ε)`.
  /// - Parameters:
  ///   - weight: each output is a row.
  ///   - bias: a value an output.
  func takenInto(_ weight: Tensor, bias: Tensor?) throws -> (weight: Tensor, bias: Tensor) {
    let (gamma, beta, given) = (self.weight.value.values, self.bias.value.values, bias?.values)
    let (mean, variance) = (running_mean.value.values, running_var.value.values)
    guard weight.shape[0] == gamma.count else {
      throw TensorError.shape(
        operation: "batch normalisation of a map's outputs", shapes: [weight.shape, [gamma.count]],
        expectation: "a normalisation of \(weight.shape[0]) columns")
    }
    let scales = gamma.indices.map { gamma[$0] / (variance[$0] + epsilon).squareRoot() }
    let columns = weight.count / scales.count
    let scaled = weight.withUnsafeValues { values in
      Tensor.filled(weight.shape) { buffer in
        for (row, scale) in scales.enumerated() {
          for index in row * columns..<(row + 1) * columns { buffer[index] = values[index] * scale }
        }
      }
    }
    return (scaled, Tensor(scales.indices.map { ((given?[$0] ?? 0) - mean[$0]) * scales[$0] + beta[$0] }))
  }

  private func track(_ statistics: BatchStatistics, rows: Int) throws {
    // The running variance is the unbiased one, as in PyTorch.
    let unbiased = Float(rows) / Float(rows - 1)
    try running_mean.assign(running_mean.value.scaled(by: 1 - momentum) + statistics.mean.scaled(by: momentum))
    try running_var.assign(
      running_var.value.scaled(by: 1 - momentum) + statistics.variance.scaled(by: momentum * unbiased))
  }
}

extension Tensor {
  /// Dropout in training, nothing in inference.
  public func dropout(_ probability: Float, mode: Mode) throws -> Tensor {
    guard let random = mode.random else { return self }
    return try dropout(probability, random: random)
  }
}
