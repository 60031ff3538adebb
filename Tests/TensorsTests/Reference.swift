import Tensors

/// The sum of a term over a range.
func total(_ range: Range<Int>, _ term: (Int) -> Double) -> Double { range.reduce(0) { $0 + term($1) } }

/// An array in double precision, for plain implementations that operations are compared with.
struct Reference: Sendable {
  var shape: [Int]
  var values: [Double]

  init(_ shape: [Int], _ values: [Double]) {
    precondition(values.count == shape.reduce(1, *), "\(values.count) values for \(shape)")
    self.shape = shape
    self.values = values
  }

  init(_ tensor: Tensor) { self.init(tensor.shape, tensor.values.map(Double.init)) }

  /// Values given by their row and column.
  init(rows: Int, columns: Int, _ value: (Int, Int) -> Double) {
    self.init([rows, columns], (0..<rows).flatMap { row in (0..<columns).map { value(row, $0) } })
  }

  var columns: Int { shape.last ?? 1 }
  var rows: Int { shape.dropLast().reduce(1, *) }

  subscript(row: Int, column: Int) -> Double { values[row * columns + column] }

  func row(_ index: Int) -> [Double] { Array(values[index * columns..<(index + 1) * columns]) }

  func map(_ transform: (Double) -> Double) -> Reference { Reference(shape, values.map(transform)) }

  func zip(_ other: Reference, _ combine: (Double, Double) -> Double) -> Reference {
    Reference(shape, Swift.zip(values, other.values).map(combine))
  }

  func reshaped(_ shape: [Int]) -> Reference { Reference(shape, values) }

  /// Each row replaced by another of the same length.
  func mapRows(_ transform: ([Double]) -> [Double]) -> Reference {
    Reference(shape, (0..<rows).flatMap { transform(row($0)) })
  }

  /// Each row replaced by a number.
  func reduceRows(_ transform: ([Double]) -> Double) -> Reference {
    Reference(shape.dropLast(), (0..<rows).map { transform(row($0)) })
  }

  /// The product with a matrix, or with its transpose.
  func matmul(_ other: Reference, transposed: Bool = false) -> Reference {
    let count = other.shape[transposed ? 0 : 1]
    let product = Reference(rows: rows, columns: count) { row, column in
      total(0..<columns) { self[row, $0] * (transposed ? other[column, $0] : other[$0, column]) }
    }
    return product.reshaped(shape.dropLast() + [count])
  }
}
