internal import CKernels

/// Consecutive groups of rows: the atoms of each molecule, the edges into each atom, the tokens of each sequence.
public struct Segments: Sendable {
  /// Group `s` is the rows `offsets[s]..<offsets[s + 1]`.
  public let offsets: [Int32]

  /// - Parameter offsets: begins with 0 and never descends.
  /// - Throws: ``TensorError/argument(operation:expectation:)`` otherwise.
  public init(offsets: [Int32]) throws {
    guard offsets.first == 0, zip(offsets, offsets.dropFirst()).allSatisfy({ $0 <= $1 }) else {
      throw TensorError.argument(operation: "Segments", expectation: "offsets that begin with 0 and never descend")
    }
    self.offsets = offsets
  }

  /// Groups of the given sizes.
  public init(lengths: [Int]) {
    var offsets: [Int32] = [0]
    offsets.reserveCapacity(lengths.count + 1)
    for length in lengths { offsets.append((offsets.last ?? 0) + Int32(max(0, length))) }
    self.offsets = offsets
  }

  /// How many groups there are.
  public var count: Int { offsets.count - 1 }
  /// How many rows all groups have together.
  public var rowCount: Int { Int(offsets[offsets.count - 1]) }

  /// The rows of a group.
  public subscript(index: Int) -> Range<Int> { Int(offsets[index])..<Int(offsets[index + 1]) }

  /// For each row the group that it belongs to.
  func owners() -> [Int32] {
    var owners: [Int32] = []
    owners.reserveCapacity(rowCount)
    for index in 0..<count { owners += repeatElement(Int32(index), count: self[index].count) }
    return owners
  }

  /// Calls `body` with the offsets from the range's first group on.
  func forEachRange(columns: Int, _ body: (UnsafePointer<Int32>, Range<Int>) -> Void) {
    let perSegment = max(1, rowCount / max(1, count))
    offsets.withUnsafeBufferPointer { offsets in
      guard let offsets = offsets.baseAddress else { return }
      forEachRows(count, columns: columns, work: perSegment) { range, _ in body(offsets + range.lowerBound, range) }
    }
  }
}

extension Tensor {
  /// The sum of the rows of each group: `[segments.count, columns]`; zeros for an empty group.
  public func segmentSum(_ segments: Segments) throws -> Tensor {
    let width = try checkSegments(segments, "segmentSum")
    let result = Tensor.uninitialized([segments.count, width])
    segments.forEachRange(columns: width) { offsets, range in
      kernels.segment_sum(pointer, offsets, nil, result.pointer + range.lowerBound * width, range.count, width)
    }
    return result.recorded("segmentSum", from: [self]) { [try $0.gather(segments.owners())] }
  }

  /// The mean of the rows of each group: `[segments.count, columns]`; zeros for an empty group.
  public func segmentMean(_ segments: Segments) throws -> Tensor {
    let weights = (0..<segments.count).map { 1 / Float(max(1, segments[$0].count)) }
    return try segmentSum(segments).scaledRows(by: Tensor(weights))
  }

  /// The greatest value of each column in each group: `[segments.count, columns]`; zeros for an empty group. The gradient
  /// goes to the first row that holds it.
  public func segmentMax(_ segments: Segments) throws -> Tensor {
    let width = try checkSegments(segments, "segmentMax")
    let result = Tensor.uninitialized([segments.count, width])
    let places = [Int32](unsafeUninitializedCapacity: result.count) { buffer, initialized in
      if let places = buffer.baseAddress {
        segments.forEachRange(columns: width) { offsets, range in
          let first = range.lowerBound * width
          kernels.segment_max(pointer, offsets, result.pointer + first, places + first, range.count, width)
        }
      }
      initialized = result.count
    }
    let shape = shape
    return result.recorded("segmentMax", from: [self]) { gradient in
      let input = Tensor.zeros(shape)
      for (index, place) in places.enumerated() where place >= 0 {
        input.pointer[Int(place) * width + index % width] += gradient.pointer[index]
      }
      return [input]
    }
  }

  /// Softmax over the rows of each group, column by column: same shape.
  public func segmentSoftmax(_ segments: Segments) throws -> Tensor {
    let width = try checkSegments(segments, "segmentSoftmax")
    let result = Tensor.uninitialized(shape)
    segments.forEachRange(columns: width) { offsets, range in
      kernels.segment_softmax(pointer, offsets, result.pointer, range.count, width)
    }
    return result.recorded("segmentSoftmax", from: [self]) { gradient in
      let input = Tensor.uninitialized(gradient.shape)
      segments.forEachRange(columns: width) { offsets, range in
        kernels.segment_softmax_backward(result.pointer, gradient.pointer, offsets, input.pointer, range.count, width)
      }
      return [input]
    }
  }

  private func checkSegments(_ segments: Segments, _ operation: String) throws -> Int {
    try check(
      shape.count == 2 && shape[0] == segments.rowCount, operation, [shape, [segments.rowCount]],
      "a matrix with a row for each row of the groups")
    return shape[1]
  }
}
