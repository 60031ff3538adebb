public import Tensors

/// How a parameter begins.
public enum Initializer: Sendable {
  case zeros
  case ones
  /// Uniform on ±√(6 / (inputs + outputs)) (Glorot & Bengio, AISTATS 2010).
  case xavierUniform
  /// Uniform on ±1/√inputs, PyTorch's default for linear and convolutional layers.
  case fanInUniform
  /// Normal with deviation √(2 / outputs · receptive field), as torchvision initialises ResNets (He et al., arXiv
  /// 1502.01852, "fan out").
  case heNormal
  case normal(deviation: Float)

  /// A tensor of this shape; `[outputs, inputs, …]` where fans matter. A placeholder where it would be
  /// drawn from `RandomStream.unused`.
  public func makeTensor(_ shape: [Int], random: RandomStream) -> Tensor {
    let field = shape.dropFirst(2).reduce(1, *)
    let inputs = Float(shape.count > 1 ? shape[1] * field : shape.first ?? 1)
    let outputs = Float((shape.first ?? 1) * field)
    switch self {
    case .zeros: return .zeros(shape)
    case .ones: return .full(shape, 1)
    case .xavierUniform: return uniform(shape, (6 / (inputs + outputs)).squareRoot(), random)
    case .fanInUniform: return uniform(shape, fanInBound(inputs), random)
    case .heNormal: return normal(shape, (2 / max(1, outputs)).squareRoot(), random)
    case .normal(let deviation): return normal(shape, deviation, random)
    }
  }

  /// The bias beside weights that began so: from their own bounds for ``fanInUniform``, as PyTorch draws it, else zeros.
  func makeBias(_ outputs: Int, inputs: Int, random: RandomStream) -> Tensor {
    guard case .fanInUniform = self else { return .zeros([outputs]) }
    return uniform([outputs], fanInBound(Float(inputs)), random)
  }

  private func fanInBound(_ inputs: Float) -> Float { 1 / max(1, inputs).squareRoot() }

  private func uniform(_ shape: [Int], _ bound: Float, _ random: RandomStream) -> Tensor {
    drawn(shape, random) { (2 * random.uniform() - 1) * bound }
  }

  private func normal(_ shape: [Int], _ deviation: Float, _ random: RandomStream) -> Tensor {
    drawn(shape, random) { random.normal() * deviation }
  }

  private func drawn(_ shape: [Int], _ random: RandomStream, _ draw: () -> Float) -> Tensor {
    guard !random.isUnused else { return .placeholder(shape) }
    return .filled(shape) { values in
      for index in values.indices { values[index] = draw() }
    }
  }
}
