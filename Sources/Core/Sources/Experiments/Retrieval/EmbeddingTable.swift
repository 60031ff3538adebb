/// A table of embeddings that retrieval reads: shape `[rows, dimensions]`, row-major, finite.
///
/// It looks into memory that its maker keeps alive.
public struct EmbeddingTable: @unchecked Sendable {
  // Only ever read.
  let values: UnsafeBufferPointer<Float>
  public let rows: Int
  public let dimensions: Int
  /// 1 / Euclidean length of each row; 0 for a row of zeros, whose cosine with anything counts as 0.
  let inverseLengths: [Float]

  /// - Parameters:
  ///   - values: row-major.
  ///   - dimensions: the length of each row.
  ///   - name: what the table is called in an error.
  /// - Throws: ``DataError/notFinite(table:row:)``, ``DataError/invalidTable(_:)``.
  public init(_ values: UnsafeBufferPointer<Float>, dimensions: Int, name: String) throws {
    guard dimensions > 0, values.count % dimensions == 0, !values.isEmpty else {
      throw DataError.invalidTable("The \(name) with \(values.count) values is no table of \(dimensions) columns")
    }
    self.values = values
    self.dimensions = dimensions
    rows = values.count / dimensions
    inverseLengths = try (0..<rows).map { row in
      var sum = 0.0
      for value in values[(row * dimensions)..<((row + 1) * dimensions)] { sum += Double(value) * Double(value) }
      guard sum.isFinite else { throw DataError.notFinite(table: name, row: row) }
      return sum > 0 ? Float(1 / sum.squareRoot()) : 0
    }
  }

  func block(_ rows: Range<Int>) -> UnsafeBufferPointer<Float> {
    UnsafeBufferPointer(rebasing: values[(rows.lowerBound * dimensions)..<(rows.upperBound * dimensions)])
  }
}
