internal import Tensors

/// A table of embeddings that retrieval reads: shape `[rows, dimensions]`, finite, in one or several parts, each row-major.
///
/// It looks into memory that its maker keeps alive.
public struct EmbeddingTable: @unchecked Sendable {
  // Only ever read.
  private let parts: [UnsafeBufferPointer<Float>]
  /// The first row of each part.
  private let starts: [Int]
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
    try self.init(parts: [values], dimensions: dimensions, name: name)
  }

  /// A table whose rows lie in several places.
  /// - Parameter unitParts: how many of the last parts hold rows of length 1 or 0, so that they need not be measured.
  /// - Throws: as the other.
  init(parts: [UnsafeBufferPointer<Float>], unitParts: Int = 0, dimensions: Int, name: String) throws {
    let count = parts.reduce(0) { $0 + $1.count }
    guard dimensions > 0, parts.allSatisfy({ $0.count % dimensions == 0 }), count > 0 else {
      throw DataError.invalidTable("The \(name) with \(count) values is no table of \(dimensions) columns")
    }
    self.parts = parts.filter { !$0.isEmpty }
    self.dimensions = dimensions
    rows = count / dimensions
    var starts: [Int] = []
    var start = 0
    for part in self.parts {
      starts.append(start)
      start += part.count / dimensions
    }
    self.starts = starts
    var lengths = [Float](repeating: 1, count: rows)
    var first = 0
    for part in parts.dropLast(unitParts) {
      let count = part.count / dimensions
      lengths.withUnsafeMutableBufferPointer { lengths in
        // Each thread writes the lengths of its own rows.
        nonisolated(unsafe) let (lengths, part) = (UnsafeMutableBufferPointer(rebasing: lengths[first...]), part)
        ThreadPool.shared.forEachRange(count, grain: max(1, 65_536 / dimensions)) { rows, _ in
          for row in rows {
            let values = UnsafeBufferPointer(rebasing: part[row * dimensions..<(row + 1) * dimensions])
            let sum = MatrixBlock.dot(values, values)
            lengths[row] = sum.isFinite ? (sum > 0 ? Float(1 / sum.squareRoot()) : 0) : .nan
          }
        }
      }
      first += count
    }
    if let row = lengths.firstIndex(where: \.isNaN) { throw DataError.notFinite(table: name, row: row) }
    inverseLengths = lengths
  }

  /// Rows that lie one after the other; they must be of one part.
  func block(_ rows: Range<Int>) -> UnsafeBufferPointer<Float> {
    // The last part that does not start behind the first row.
    var (low, high) = (0, starts.count)
    while high - low > 1 {
      let middle = (low + high) / 2
      if starts[middle] <= rows.lowerBound { low = middle } else { high = middle }
    }
    let start = (rows.lowerBound - starts[low]) * dimensions
    return UnsafeBufferPointer(rebasing: parts[low][start..<start + rows.count * dimensions])
  }

  /// All rows in portions of at most `size`, none of which crosses the border of a part.
  func portions(of size: Int) -> [Range<Int>] {
    starts.indices.flatMap { part in
      let end = part + 1 < starts.count ? starts[part + 1] : rows
      return stride(from: starts[part], to: end, by: size).map { $0..<min(end, $0 + size) }
    }
  }
}
