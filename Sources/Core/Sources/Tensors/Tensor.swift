internal import Foundation

/// A dense, row-major array of 32-bit floats, with the way back to the parameters that it was computed from.
///
/// Tensors are values: no operation changes one. Operations run at once, divided over ``ThreadPool/shared``. An operation
/// whose shapes don't fit throws a ``TensorError``.
public struct Tensor: Sendable {
  /// The length of each axis, outermost first; `[]` is a scalar.
  public let shape: [Int]
  var storage: Storage
  let node: GradientNode?

  init(shape: [Int], storage: Storage, node: GradientNode? = nil) {
    self.shape = shape
    self.storage = storage
    self.node = node
  }

  /// A tensor of uninitialised floats, to be filled by the operation that makes it.
  static func uninitialized(_ shape: [Int]) -> Tensor {
    Tensor(shape: shape, storage: Storage(count: shape.reduce(1, *)))
  }

  var pointer: UnsafeMutablePointer<Float> { storage.pointer }

  /// How many floats there are.
  public var count: Int { shape.reduce(1, *) }

  /// The length of the last axis; 1 for a scalar.
  public var columns: Int { shape.last ?? 1 }

  /// How many rows of ``columns`` floats there are.
  public var rows: Int { shape.dropLast().reduce(1, *) }
}

// MARK: - Making tensors

extension Tensor {
  /// - Throws: ``TensorError`` if the count of the values isn't that of the shape.
  public init(_ values: [Float], shape: [Int]) throws {
    try check(holds(values.count, shape), "Tensor", [shape], "a shape of \(values.count) values")
    self = Tensor.filled(shape) { _ = $0.update(from: values) }
  }

  /// A vector.
  public init(_ values: [Float]) { self = Tensor.filled([values.count]) { _ = $0.update(from: values) } }

  /// A scalar.
  public init(_ value: Float) { self = Tensor.full([], value) }

  public static func zeros(_ shape: [Int]) -> Tensor { full(shape, 0) }

  public static func full(_ shape: [Int], _ value: Float) -> Tensor { filled(shape) { $0.update(repeating: value) } }

  /// A tensor whose floats `fill` writes, all of them.
  public static func filled(_ shape: [Int], _ fill: (UnsafeMutableBufferPointer<Float>) throws -> Void) rethrows
    -> Tensor
  {
    let result = uninitialized(shape)
    try fill(UnsafeMutableBufferPointer(start: result.pointer, count: result.count))
    return result
  }

  /// Zeros in the place of values to come. Until they are read they take up no memory, nor the time to write them.
  public static func placeholder(_ shape: [Int]) -> Tensor {
    let zeros = UntouchedZeros(count: max(1, shape.reduce(1, *)))
    return borrowing(zeros.pointer, shape: shape, owner: zeros)
  }

  /// A tensor over floats that belong to `owner`, such as a mapped file, without copying.
  public static func borrowing(_ pointer: UnsafePointer<Float>, shape: [Int], owner: AnyObject) -> Tensor {
    Tensor(shape: shape, storage: Storage(borrowing: pointer, owner: owner))
  }
}

/// Zeroed memory straight from the system, which hands out its pages when they are first looked at.
private final class UntouchedZeros {
  let pointer: UnsafePointer<Float>

  init(count: Int) {
    guard let memory = calloc(count, MemoryLayout<Float>.stride) else { fatalError("no memory for \(count) floats") }
    pointer = UnsafePointer(memory.bindMemory(to: Float.self, capacity: count))
  }

  deinit { free(UnsafeMutableRawPointer(mutating: pointer)) }
}

// MARK: - Reading

extension Tensor {
  /// The values in row-major order.
  public var values: [Float] { withUnsafeValues { Array($0) } }

  /// The only value.
  /// - Throws: ``TensorError`` unless there is exactly one.
  public func scalar() throws -> Float {
    try check(count == 1, "scalar", [shape], "one value")
    return pointer[0]
  }

  public func withUnsafeValues<Result>(_ body: (UnsafeBufferPointer<Float>) throws -> Result) rethrows -> Result {
    defer { withExtendedLifetime(storage) {} }
    return try body(UnsafeBufferPointer(start: pointer, count: count))
  }

  /// The same values in storage of their own, which no optimiser's step changes.
  public func copied() -> Tensor {
    Tensor.filled(shape) { _ = $0.update(fromContentsOf: UnsafeBufferPointer(start: pointer, count: count)) }
  }

  /// Whether no value is infinite or not a number.
  public var isFinite: Bool { kernels.all_finite(pointer, count) != 0 }
}

// MARK: - Changing in place, inside the engine

extension Tensor {
  /// Adds to this tensor in place, or into a new one where others share its floats.
  mutating func accumulate(_ other: Tensor) {
    makeUnique()
    forEachBlock(count) { kernels.accumulate(1, other.pointer + $0.lowerBound, pointer + $0.lowerBound, $0.count) }
  }

  /// Moves the values into storage of their own where others share it or lent it.
  mutating func makeUnique() {
    if storage.isOwned, isKnownUniquelyReferenced(&storage) { return }
    self = copied()
  }
}

// MARK: - Shape

extension Tensor {
  /// The same floats under another shape.
  public func reshaped(_ shape: [Int]) throws -> Tensor {
    try check(holds(count, shape), "reshaped", [self.shape, shape], "equal counts")
    let original = self.shape
    return Tensor(shape: shape, storage: storage)
      .recorded("reshaped", from: [self]) { [try $0.reshaped(original)] }
  }

  /// Exchanges rows and columns of a matrix.
  public func transposed() throws -> Tensor {
    try check(shape.count == 2, "transposed", [shape], "a matrix")
    let result = Tensor.uninitialized([shape[1], shape[0]])
    kernels.transpose(pointer, result.pointer, shape[0], shape[1])
    return result.recorded("transposed", from: [self]) { [try $0.transposed()] }
  }
}
