internal import CKernels

/// The settings of one step of AdamW.
public struct AdamWStep: Sendable {
  public var learningRate: Float
  public var beta1: Float
  public var beta2: Float
  public var epsilon: Float
  public var weightDecay: Float
  /// How many steps were taken before this one.
  public var previousSteps: Int

  public init(
    learningRate: Float, beta1: Float = 0.9, beta2: Float = 0.999, epsilon: Float = 1e-8, weightDecay: Float = 0,
    previousSteps: Int
  ) {
    self.learningRate = learningRate
    self.beta1 = beta1
    self.beta2 = beta2
    self.epsilon = epsilon
    self.weightDecay = weightDecay
    self.previousSteps = previousSteps
  }
}

/// The running means of a parameter's gradient and of its square.
public struct AdamWMoments: Sendable {
  public var first: Tensor
  public var second: Tensor

  public init(first: Tensor, second: Tensor) {
    self.first = first
    self.second = second
  }
}

extension Parameter {
  /// One step of Adam with decoupled weight decay (Loshchilov & Hutter, arXiv 1711.05101), as in PyTorch.
  /// - Parameters:
  ///   - step: the rates, and the steps taken so far.
  ///   - moments: of the parameter's shape, updated in place.
  ///   - gradientScale: factor of the gradient, for clipping.
  public func updateAdamW(_ step: AdamWStep, moments: inout AdamWMoments, gradientScale: Float) {
    guard let gradient else { return }
    let count = step.previousSteps + 1
    // In double precision, because 1 − βᵗ cancels while t is small.
    let stepSize = Float(Double(step.learningRate) / (1 - power(step.beta1, count)))
    let rootScale = Float(1 / (1 - power(step.beta2, count)).squareRoot())
    moments.first.makeUnique()
    moments.second.makeUnique()
    let (m, v) = (moments.first.pointer, moments.second.pointer)
    withMutableValue { value in
      guard let p = value.baseAddress else { return }
      forEachBlock(value.count) { range in
        let at = range.lowerBound
        kernels.adamw(
          p + at, gradient.pointer + at, m + at, v + at, range.count, step.beta1, step.beta2, step.epsilon,
          stepSize, rootScale, step.learningRate * step.weightDecay,
          gradientScale)
      }
    }
  }

  /// One step of stochastic gradient descent with momentum, as in PyTorch (no dampening, no Nesterov).
  /// - Parameters:
  ///   - learningRate: factor of the step.
  ///   - momentum: share of the last step that is kept.
  ///   - weightDecay: share of the parameter that is added to its gradient.
  ///   - momentumBuffer: of the parameter's shape, updated in place; `nil` before the first step.
  ///   - gradientScale: factor of the gradient, for clipping.
  public func updateSGD(
    learningRate: Float, momentum: Float, weightDecay: Float, momentumBuffer: inout Tensor?, gradientScale: Float
  ) {
    guard let gradient else { return }
    let isFirst = momentumBuffer == nil
    var buffer = momentumBuffer ?? Tensor.zeros(shape)
    momentumBuffer = nil
    buffer.makeUnique()
    withMutableValue { value in
      guard let p = value.baseAddress else { return }
      forEachBlock(value.count) { range in
        let at = range.lowerBound
        kernels.sgd(
          p + at, gradient.pointer + at, buffer.pointer + at, range.count, learningRate, momentum, weightDecay,
          gradientScale, isFirst ? 1 : 0)
      }
    }
    momentumBuffer = buffer
  }
}

/// A power by multiplication in double precision.
private func power(_ base: Float, _ exponent: Int) -> Double {
  var (result, factor, rest) = (1.0, Double(base), exponent)
  while rest > 0 {
    if rest & 1 == 1 { result *= factor }
    factor *= factor
    rest >>= 1
  }
  return result
}
