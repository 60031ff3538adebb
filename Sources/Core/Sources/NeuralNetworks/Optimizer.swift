public import Tensors

/// What moves parameters along their gradients. Its own state is plain tensors by name, so that a run can be resumed.
public protocol Optimizer: AnyObject {
  /// Takes one step with every parameter that has a gradient.
  /// - Parameters:
  ///   - learningRate: of this step.
  ///   - gradientScale: factor of all gradients, for clipping.
  func step(learningRate: Float, gradientScale: Float)

  /// The state that the next step needs, by name.
  var state: [(name: String, value: Tensor)] { get }

  /// How many steps were taken.
  var stepCount: Int { get }

  /// Puts back what ``state`` and ``stepCount`` were.
  /// - Throws: `TensorError` if a tensor is missing or has another shape.
  func restore(state: [String: Tensor], stepCount: Int) throws
}

/// Adam with decoupled weight decay.
///
/// Vectors and scalars (biases, scales of normalisation, temperatures) are decayed like matrices, as in PyTorch's default;
/// `decaysVectors: false` spares them.
public final class AdamW: Optimizer {
  private let parameters: [(name: String, parameter: Parameter)]
  private var moments: [AdamWMoments]
  private let settings: AdamWStep
  private let decaysVectors: Bool
  public private(set) var stepCount = 0

  public init(
    _ parameters: [(name: String, parameter: Parameter)], weightDecay: Float = 0.01, beta1: Float = 0.9,
    beta2: Float = 0.999, epsilon: Float = 1e-8, decaysVectors: Bool = true
  ) {
    self.parameters = parameters
    moments = parameters.map { AdamWMoments(first: .zeros($0.parameter.shape), second: .zeros($0.parameter.shape)) }
    settings = AdamWStep(
      learningRate: 0, beta1: beta1, beta2: beta2, epsilon: epsilon, weightDecay: weightDecay, previousSteps: 0)
    self.decaysVectors = decaysVectors
  }

  public func step(learningRate: Float, gradientScale: Float = 1) {
    var step = settings
    step.learningRate = learningRate
    step.previousSteps = stepCount
    for (index, (_, parameter)) in parameters.enumerated() {
      step.weightDecay = decaysVectors || parameter.shape.count > 1 ? settings.weightDecay : 0
      parameter.updateAdamW(step, moments: &moments[index], gradientScale: gradientScale)
    }
    stepCount += 1
  }

  public var state: [(name: String, value: Tensor)] {
    zip(parameters, moments).flatMap { [("\($0.name).first", $1.first), ("\($0.name).second", $1.second)] }
  }

  public func restore(state: [String: Tensor], stepCount: Int) throws {
    for (index, (name, parameter)) in parameters.enumerated() {
      moments[index] = AdamWMoments(
        first: try state.tensor("\(name).first", shape: parameter.shape),
        second: try state.tensor("\(name).second", shape: parameter.shape))
    }
    self.stepCount = stepCount
  }
}

/// Stochastic gradient descent with momentum.
public final class SGD: Optimizer {
  private let parameters: [(name: String, parameter: Parameter)]
  private var buffers: [Tensor?]
  private let momentum: Float
  private let weightDecay: Float
  public private(set) var stepCount = 0

  public init(_ parameters: [(name: String, parameter: Parameter)], momentum: Float = 0.9, weightDecay: Float = 0) {
    self.parameters = parameters
    buffers = parameters.map { _ in nil }
    self.momentum = momentum
    self.weightDecay = weightDecay
  }

  public func step(learningRate: Float, gradientScale: Float = 1) {
    for (index, (_, parameter)) in parameters.enumerated() {
      parameter.updateSGD(
        learningRate: learningRate, momentum: momentum, weightDecay: weightDecay, momentumBuffer: &buffers[index],
        gradientScale: gradientScale)
    }
    stepCount += 1
  }

  public var state: [(name: String, value: Tensor)] {
    zip(parameters, buffers).compactMap { entry, buffer in buffer.map { ("\(entry.name).momentum", $0) } }
  }

  public func restore(state: [String: Tensor], stepCount: Int) throws {
    for (index, (name, parameter)) in parameters.enumerated() {
      let key = "\(name).momentum"
      buffers[index] = try state[key].map { _ in try state.tensor(key, shape: parameter.shape) }
    }
    self.stepCount = stepCount
  }
}

extension [String: Tensor] {
  /// The tensor of this name.
  /// - Throws: ``TensorError`` if it is missing or has another shape.
  fileprivate func tensor(_ name: String, shape: [Int]) throws -> Tensor {
    guard let tensor = self[name] else {
      throw TensorError.argument(operation: "restore", expectation: "a tensor named \(name)")
    }
    guard tensor.shape == shape else {
      throw TensorError.shape(operation: "restore \(name)", shapes: [tensor.shape], expectation: "\(shape)")
    }
    return tensor
  }
}

/// Functions of all gradients together.
public enum GradientNorm {
  /// The Euclidean norm of all gradients as one vector; not finite if one of them isn't.
  public static func total(_ parameters: [Parameter]) -> Float {
    Float(parameters.reduce(0.0) { $0 + ($1.gradient?.sumOfSquares ?? 0) }.squareRoot())
  }

  /// The factor that brings a norm down to at most `maximum`, as in PyTorch's `clip_grad_norm_`.
  public static func clippingScale(norm: Float, maximum: Float) -> Float { min(1, maximum / (norm + 1e-6)) }
}
