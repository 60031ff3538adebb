/// Reverse-mode differentiation: what an operation leaves behind so that `backward()` can find its way.
///
/// `@unchecked Sendable`: a node belongs to the computation of one thread at a time.
final class GradientNode: @unchecked Sendable {
  typealias Backward = (Tensor) throws -> [Tensor?]

  let operation: String
  private(set) var inputs: [GradientNode?]
  var backward: Backward?
  var gradient: Tensor?
  let parameter: Parameter?

  init(operation: String, inputs: [GradientNode?], backward: @escaping Backward) {
    self.operation = operation
    self.inputs = inputs
    self.backward = backward
    parameter = nil
  }

  init(parameter: Parameter) {
    operation = "parameter"
    inputs = []
    self.parameter = parameter
  }

  deinit {
    // One after the other: a long computation released by recursion would exhaust the stack. An operation's closure holds
    // no node that is not among its inputs, so it goes first.
    backward = nil
    var pending = inputs
    inputs = []
    while var node = pending.popLast() {
      guard node != nil, isKnownUniquelyReferenced(&node) else { continue }
      node?.backward = nil
      pending += node?.inputs ?? []
      node?.inputs = []
    }
  }

  func add(_ tensor: Tensor) throws {
    gradient = try Gradients.sum(consume(&gradient), tensor)
  }

  private func consume(_ tensor: inout Tensor?) -> Tensor? {
    defer { tensor = nil }
    return tensor
  }
}

/// Whether operations remember what they need for `backward()`.
public enum Gradients {
  @TaskLocal package static var areRecorded = true

  /// Runs `body` without recording: nothing is kept for gradients, as in inference.
  public static func disabled<Result>(_ body: () throws -> Result) rethrows -> Result {
    try $areRecorded.withValue(false, operation: body)
  }

  /// Runs `body` with recording, also inside ``disabled(_:)``.
  public static func enabled<Result>(_ body: () throws -> Result) rethrows -> Result {
    try $areRecorded.withValue(true, operation: body)
  }

  static func sum(_ existing: consuming Tensor?, _ addition: Tensor) throws -> Tensor {
    guard var existing else { return addition.detached() }
    try check(existing.shape == addition.shape, "gradient", [existing.shape, addition.shape], "equal shapes")
    existing.accumulate(addition)
    return existing
  }
}

extension Tensor {
  /// Whether a gradient leads from this tensor to a parameter.
  public var hasGradient: Bool { node != nil }

  /// The same values, cut off from the computation that made them.
  public func detached() -> Tensor { node == nil ? self : Tensor(shape: shape, storage: storage, node: nil) }

  /// This result of a computation in which none of the engine's operations took part, with the way back attached, if
  /// gradients are recorded and an input leads to a parameter.
  /// - Parameters:
  ///   - operation: its name, for messages.
  ///   - inputs: what the result was computed from.
  ///   - backward: from the gradient of the result, of its shape, to the gradient of each input, of the input's shape, or
  ///     `nil` where there is none. Called once at most.
  public func attachingGradient(
    _ operation: String, from inputs: [Tensor], backward: @escaping (Tensor) throws -> [Tensor?]
  ) -> Tensor {
    let shapes = inputs.map(\.shape)
    return detached().recorded(operation, from: inputs) { gradient in
      let gradients = try backward(gradient)
      let fits = zip(gradients, shapes).allSatisfy { $0?.shape ?? $1 == $1 } && gradients.count == shapes.count
      try check(fits, operation, gradients.compactMap { $0?.shape }, "gradients of the inputs' shapes, \(shapes)")
      return gradients
    }
  }

  /// This result with the way back attached, if gradients are recorded and an input leads to a parameter.
  /// - Parameter backward: from the gradient of the result to the gradient of each input, `nil` where none is needed.
  func recorded(
    _ operation: String, from inputs: [Tensor], backward: @escaping (Tensor) throws -> [Tensor?]
  ) -> Tensor {
    guard Gradients.areRecorded, inputs.contains(where: { $0.node != nil }) else { return self }
    let node = GradientNode(operation: operation, inputs: inputs.map(\.node), backward: backward)
    return Tensor(shape: shape, storage: storage, node: node)
  }

  /// Adds the gradient of this scalar to every parameter that it was computed from, and forgets the way.
  ///
  /// What the operations had kept is given back as soon as it has served; a second call is an error.
  public func backward() throws {
    try check(count == 1, "backward", [shape], "a scalar")
    try backward(from: Tensor.full(shape, 1))
  }

  /// As ``backward()``, for a tensor of any shape whose own gradient is given.
  public func backward(from gradient: Tensor) throws {
    try check(gradient.shape == shape, "backward", [gradient.shape], "\(shape)")
    guard let root = node else { throw TensorError.noGradient("the tensor was computed from no parameter") }
    let order = try Self.topologicalOrder(from: root)
    try Gradients.disabled {
      try root.add(gradient)
      for node in order.reversed() {
        guard let gradient = node.gradient else { continue }
        node.gradient = nil
        if let parameter = node.parameter {
          let existing = parameter.gradient
          parameter.gradient = nil
          parameter.gradient = try Gradients.sum(existing, gradient)
        } else if let step = node.backward {
          node.backward = nil
          for (input, contribution) in zip(node.inputs, try step(gradient)) {
            if let input, let contribution { try input.add(contribution) }
          }
        }
      }
    }
  }

  /// The nodes that lead to the root, each after those it was computed from.
  private static func topologicalOrder(from root: GradientNode) throws -> [GradientNode] {
    var order: [GradientNode] = []
    var seen: Set<ObjectIdentifier> = [ObjectIdentifier(root)]
    var stack: [(node: GradientNode, next: Int)] = [(root, 0)]
    while let (node, next) = stack.last {
      guard node.parameter != nil || node.backward != nil else {
        throw TensorError.noGradient("\(node.operation) was gone through before; compute it anew")
      }
      guard next < node.inputs.count else {
        order.append(node)
        stack.removeLast()
        continue
      }
      stack[stack.count - 1].next += 1
      if let input = node.inputs[next], seen.insert(ObjectIdentifier(input)).inserted { stack.append((input, 0)) }
    }
    return order
  }
}
