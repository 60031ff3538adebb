/// A tensor that is learned: a leaf of the computation, in which gradients add up.
///
/// `@unchecked Sendable`: the value and the gradient change only in `backward()` and in an optimiser's step, both called
/// by the thread that trains.
public final class Parameter: @unchecked Sendable {
  /// The present value. Assigning replaces it; the shape must stay.
  public private(set) var value: Tensor
  /// The sum of all gradients since it was last cleared.
  public var gradient: Tensor?
  /// A frozen parameter gets no gradient and no optimiser touches it.
  public var isFrozen = false

  public init(_ value: Tensor) { self.value = value.detached() }

  public var shape: [Int] { value.shape }

  /// The value as a variable of the computation: gradients of what is computed from it end here.
  public var tensor: Tensor {
    guard Gradients.areRecorded, !isFrozen else { return value }
    return Tensor(shape: value.shape, storage: value.storage, node: GradientNode(parameter: self))
  }

  /// Replaces the value.
  /// - Throws: ``TensorError/shape(operation:shapes:expectation:)`` if the shape differs.
  public func assign(_ value: Tensor) throws {
    try check(value.shape == shape, "assign", [value.shape], "\(shape)")
    self.value = value.detached()
  }

  /// The value's floats, to be changed in place by an optimiser. A borrowed or shared value is copied first.
  public func withMutableValue<Result>(_ body: (UnsafeMutableBufferPointer<Float>) throws -> Result) rethrows -> Result
  {
    value.makeUnique()
    return try body(UnsafeMutableBufferPointer(start: value.storage.pointer, count: value.count))
  }
}
