internal import Tensors

/// The directions along which a table of embeddings varies most.
public struct PrincipalComponents: Sendable {
  /// The mean of each column of the embeddings.
  public let means: [Double]
  /// Unit vectors, that of the largest variance first; the entry of largest magnitude is positive.
  public let directions: [[Double]]
  /// The share of the whole variance along each direction.
  public let shares: [Double]

  /// - Parameters:
  ///   - rows: `[molecules, columns]`, row-major.
  ///   - count: how many directions to keep; as many as there are columns if there are fewer.
  /// - Throws: ``TensorError`` for fewer than two rows or values that are not finite.
  public init(_ rows: [Float], columns: Int, count: Int) throws {
    let (values, vectors) = try SymmetricMatrix(covarianceOf: rows, columns: columns).eigensystem()
    // Rounding makes an eigenvalue of zero slightly negative.
    let variances = values.map { max(0, $0) }
    let total = variances.reduce(0, +)
    means = SymmetricMatrix.means(rows, columns: columns)
    directions = Array(vectors.prefix(count))
    shares = variances.prefix(count).map { total > 0 ? $0 / total : 0 }
  }

  /// The coordinates of embeddings along the directions: for each direction a number a row.
  public func coordinates(_ rows: [Float]) -> [[Double]] {
    directions.map { project(rows, means: means, on: $0) }
  }
}

/// The inner product of each row, less the means, with a direction.
func project(_ rows: [Float], means: [Double], on direction: [Double]) -> [Double] {
  let columns = direction.count
  return (0..<rows.count / columns).map { row in
    (0..<columns).reduce(0.0) { $0 + (Double(rows[row * columns + $1]) - means[$1]) * direction[$1] }
  }
}
