import Tensors
import Testing

struct RowCodesTests {
  /// The bound holds for every row and query, and is small enough to be of use.
  @Test(arguments: [1, 7, 64, 513])
  func theErrorStaysWithinItsBound(columns: Int) {
    let random = RandomStream(seed: 3, name: "codes")
    var values = (0..<(200 * columns)).map { _ in random.normal() }
    // Rows of zeros, of tiny and of huge numbers, and one with a single large one.
    for column in 0..<columns {
      values[column] = 0
      values[columns + column] *= 1e-30
      values[2 * columns + column] *= 1e20
      values[3 * columns + column] = column == 0 ? 1 : 1e-6
    }
    let query = (0..<columns).map { _ in random.normal() }
    let length = query.reduce(0.0) { $0 + Double($1) * Double($1) }.squareRoot()
    let coded = values.withUnsafeBufferPointer { RowCodes($0, columns: columns) }
    #expect(coded.codes.count == values.count)
    var scores = [Float](repeating: 0, count: 200)
    coded.codes.withUnsafeBufferPointer { codes in
      coded.scales.withUnsafeBufferPointer { scales in
        query.withUnsafeBufferPointer { query in
          scores.withUnsafeMutableBufferPointer {
            RowCodes.products(codes: codes, scales: scales, query: query, scores: $0)
          }
        }
      }
    }
    for row in 0..<200 {
      let own = values[(row * columns)..<((row + 1) * columns)]
      let exact = zip(own, query).reduce(0.0) { $0 + Double($1.0) * Double($1.1) }
      #expect(abs(exact - Double(scores[row])) <= Double(coded.errors[row]) * length, "row \(row)")
      let rowLength = own.reduce(0.0) { $0 + Double($1) * Double($1) }.squareRoot()
      // A step of 1/127 of the largest value, at most half of it wrong in each column.
      let most = Double(own.map(abs).max() ?? 0) / 254 * Double(columns).squareRoot() + 1e-3 * rowLength
      #expect(Double(coded.errors[row]) <= 1.01 * most, "row \(row)")
    }
  }

  @Test func productsInDoublePrecision() {
    // In single precision the one is lost.
    let (a, b): ([Float], [Float]) = ([1e8, 1, -1e8], [1, 1, 1])
    let dot = a.withUnsafeBufferPointer { a in b.withUnsafeBufferPointer { MatrixBlock.dot(a, $0) } }
    #expect(dot == 1)
  }
}
