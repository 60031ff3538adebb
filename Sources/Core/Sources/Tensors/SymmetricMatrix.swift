internal import COpenBLAS

/// A symmetric matrix in double precision, `[order, order]`.
public struct SymmetricMatrix: Sendable {
  public let order: Int
  /// Row-major; both triangles are filled.
  public let values: [Double]

  /// The covariance of columns, divided by the number of rows less one, as `numpy.cov(rows, rowvar=False)`.
  /// - Parameters:
  ///   - rows: `[count, columns]`, row-major; at least two rows.
  ///   - columns: at least 1.
  /// - Throws: ``TensorError`` for another shape.
  public init(covarianceOf rows: [Float], columns: Int) throws {
    let count = columns > 0 ? rows.count / columns : 0
    guard count > 1, count * columns == rows.count else {
      throw TensorError.shape(
        operation: "covariance", shapes: [[rows.count]], expectation: "at least two rows of \(columns) columns")
    }
    let means = Self.means(rows, columns: columns)
    let centred = rows.indices.map { Double(rows[$0]) - means[$0 % columns] }
    var result = [Double](repeating: 0, count: columns * columns)
    Gemm.prepare()
    cblas_dsyrk(
      CblasRowMajor, CblasUpper, CblasTrans, Int32(columns), Int32(count), 1 / Double(count - 1), centred,
      Int32(columns), 0, &result, Int32(columns))
    for row in 0..<columns { for column in 0..<row { result[row * columns + column] = result[column * columns + row] } }
    order = columns
    values = result
  }

  /// The mean of each column.
  public static func means(_ rows: [Float], columns: Int) -> [Double] {
    var sums = [Double](repeating: 0, count: columns)
    for index in rows.indices { sums[index % columns] += Double(rows[index]) }
    return sums.map { $0 * Double(columns) / Double(max(1, rows.count)) }
  }

  /// Eigenvalues in descending order, and for each its eigenvector of length 1, by LAPACK's `dsyevd`.
  ///
  /// A vector's sign is free; here its entry of largest magnitude is positive.
  /// - Throws: ``TensorError`` where the matrix is not finite or the iteration fails.
  public func eigensystem() throws -> (values: [Double], vectors: [[Double]]) {
    guard values.allSatisfy(\.isFinite), var size = Int32(exactly: order) else {
      throw TensorError.notFinite("the matrix of which eigenvalues were asked for")
    }
    Gemm.prepare()
    var vectors = values
    var found = [Double](repeating: 0, count: order)
    // LAPACK's own bounds for vectors as well as values.
    var workCount = Int32(clamping: 1 + 6 * order + 2 * order * order)
    var indexCount = Int32(clamping: 3 + 5 * order)
    var work = [Double](repeating: 0, count: Int(workCount))
    var indices = [Int32](repeating: 0, count: Int(indexCount))
    var status: Int32 = 0
    var (job, triangle) = (CChar(UInt8(ascii: "V")), CChar(UInt8(ascii: "U")))
    let stride = size
    withUnsafePointer(to: stride) { stride in
      dsyevd_(
        &job, &triangle, &size, &vectors, stride, &found, &work, &workCount, &indices, &indexCount, &status)
    }
    guard status == 0 else { throw TensorError.notFinite("an eigenvalue") }
    // Column-major and ascending: vector `k` is the k-th run of `order` numbers.
    let result = (0..<order).reversed().map { place in
      let vector = Array(vectors[place * order..<(place + 1) * order])
      let largest = vector.max { abs($0) < abs($1) } ?? 0
      return largest < 0 ? vector.map { -$0 } : vector
    }
    return (found.reversed(), result)
  }
}
