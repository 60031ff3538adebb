internal import CKernels

/// Vectors laid out for their inner products with the rows of a large table, and the search for the great ones among them.
/// All on the calling thread.
public struct InnerProducts: Sendable {
  /// How many vectors there are.
  public let count: Int
  public let dimensions: Int
  /// A single vector as it is, several as panels.
  private let vectors: Tensor

  /// - Parameters:
  ///   - values: shape `[count, dimensions]`, row-major.
  ///   - dimensions: the length of each vector.
  /// - Throws: ``TensorError`` if the values are no such table.
  public init(_ values: UnsafeBufferPointer<Float>, dimensions: Int) throws {
    guard dimensions > 0, values.count % dimensions == 0, let source = values.baseAddress else {
      throw TensorError.argument(
        operation: "InnerProducts", expectation: "vectors of \(dimensions) values, not \(values.count) values in all")
    }
    count = values.count / dimensions
    self.dimensions = dimensions
    vectors = Tensor.uninitialized([count == 1 ? dimensions : kernels.packed_count(count, dimensions)])
    if count == 1 {
      vectors.pointer.update(from: source, count: dimensions)
    } else {
      let width = kernels.panel_width()
      kernels.pack_matrix(
        source, dimensions, 1, 0, (count + width - 1) / width, count, dimensions, vectors.pointer)
    }
  }

  /// The products of each row with each vector.
  /// - Parameters:
  ///   - rows: shape `[rows, dimensions]`.
  ///   - scores: shape `[rows, count]`; as many rows are multiplied as fit.
  public func multiply(_ rows: UnsafeBufferPointer<Float>, into scores: UnsafeMutableBufferPointer<Float>) {
    guard let x = rows.baseAddress, let target = scores.baseAddress else { return }
    let rowCount = min(rows.count / dimensions, scores.count / count)
    Gemm.operations.add(2 * rowCount * dimensions * count, ordering: .relaxed)
    if count == 1 {
      kernels.row_products(x, vectors.pointer, target, rowCount, dimensions)
    } else {
      kernels.multiply_packed(
        x, dimensions, rowCount, dimensions, vectors.pointer, count, nil, ACML_IDENTITY, 0, nil, target, count)
    }
  }

  /// Finds the scores that exceed their limits.
  /// - Parameters:
  ///   - scores: what is looked through.
  ///   - limits: one a score, or one for all.
  ///   - places: receives where such scores stand, ascending; as long as the scores.
  /// - Returns: how many there are.
  public static func find(
    _ scores: UnsafeBufferPointer<Float>, above limits: UnsafeBufferPointer<Float>,
    into places: UnsafeMutableBufferPointer<Int32>
  ) -> Int {
    guard let x = scores.baseAddress, let limit = limits.baseAddress, let found = places.baseAddress,
      places.count >= scores.count, limits.count == 1 || limits.count >= scores.count
    else { return 0 }
    return kernels.find_above(x, limit, limits.count == 1 ? 0 : 1, scores.count, found)
  }
}
