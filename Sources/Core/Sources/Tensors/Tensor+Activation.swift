internal import CKernels

/// A function applied to each value.
public enum Activation: Sendable, Equatable {
  case identity
  case relu
  /// x Φ(x), exact (Hendrycks & Gimpel, arXiv 1606.08415).
  case gelu
  /// The tanh approximation of ``gelu``.
  case geluTanh
  /// x σ(x), also called swish.
  case silu
  case sigmoid
  case tanh
  /// `slope` x below zero.
  case leakyReLU(slope: Float)
  case exp
  case log
  case squareRoot
  /// log(1 + eˣ)
  case softplus

  var kind: acml_activation {
    switch self {
    case .identity: ACML_IDENTITY
    case .relu: ACML_RELU
    case .gelu: ACML_GELU
    case .geluTanh: ACML_GELU_TANH
    case .silu: ACML_SILU
    case .sigmoid: ACML_SIGMOID
    case .tanh: ACML_TANH
    case .leakyReLU: ACML_LEAKY_RELU
    case .exp: ACML_EXP
    case .log: ACML_LOG
    case .squareRoot: ACML_SQRT
    case .softplus: ACML_SOFTPLUS
    }
  }

  var slope: Float {
    if case .leakyReLU(let slope) = self { slope } else { 0 }
  }

  /// Whether the derivative is known from the output alone, so that the input need not be kept.
  var derivesFromOutput: Bool {
    switch self {
    case .identity, .relu, .sigmoid, .tanh, .exp, .squareRoot: true
    case .gelu, .geluTanh, .silu, .leakyReLU, .log, .softplus: false
    }
  }
}

extension Tensor {
  /// The function of each value.
  public func activated(_ activation: Activation) -> Tensor {
    let result = elementwise { kernels.activate(activation.kind, activation.slope, $0, $1, $2) }
    let input = activation.derivesFromOutput ? result : detached()
    return result.recorded("\(activation)", from: [self]) { gradient in
      [gradient.multipliedByDerivative(of: activation, input: input, output: result)]
    }
  }

  public func relu() -> Tensor { activated(.relu) }
  public func gelu() -> Tensor { activated(.gelu) }
  public func silu() -> Tensor { activated(.silu) }
  public func sigmoid() -> Tensor { activated(.sigmoid) }
  public func tanh() -> Tensor { activated(.tanh) }
  public func exp() -> Tensor { activated(.exp) }
  public func log() -> Tensor { activated(.log) }

  func multipliedByDerivative(of activation: Activation, input: Tensor, output: Tensor) -> Tensor {
    if activation == .identity { return self }
    let result = Tensor.uninitialized(shape)
    forEachBlock(count) { range in
      let first = range.lowerBound
      kernels.activate_backward(
        activation.kind, activation.slope, input.pointer + first, output.pointer + first, pointer + first,
        result.pointer + first, range.count)
    }
    return result
  }

  /// Sets each value to zero with the given probability and scales the others by 1 / (1 − probability).
  /// - Parameters:
  ///   - probability: on `0..<1`.
  ///   - random: gives one key; the mask follows from it.
  public func dropout(_ probability: Float, random: RandomStream) throws -> Tensor {
    guard (0..<1).contains(probability) else {
      throw TensorError.argument(operation: "dropout", expectation: "a probability on 0..<1, not \(probability)")
    }
    if probability == 0 { return self }
    let key = random.next()
    let mask = { (tensor: Tensor) in
      let result = Tensor.uninitialized(tensor.shape)
      forEachBlock(tensor.count) { range in
        let first = range.lowerBound
        kernels.dropout(tensor.pointer + first, result.pointer + first, range.count, key, UInt64(first), probability)
      }
      return result
    }
    return mask(self).recorded("dropout", from: [self]) { [mask($0)] }
  }
}
