import Foundation
import Tensors
import TestSupport
import Testing

/// Matrix products, attention and the search among inner products, against sums in double precision: sizes below, at and
/// beyond every tile, panel and block of the kernels.
struct ProductTests {
  static let rows = [1, 2, 11, 12, 13, 31, 67, 250]
  static let widths = [1, 3, 15, 16, 17, 33, 64, 70]
  static let depths = [1, 4, 7, 40, 1700]

  static func normal(_ shape: [Int], _ name: String) -> Tensor {
    let random = RandomStream(seed: 5, name: "\(name) \(shape)")
    return .filled(shape) { buffer in for index in buffer.indices { buffer[index] = random.normal() } }
  }

  /// `[m, n]` of a left factor `(i, k)` and a right one `(k, j)`.
  static func sums(
    _ m: Int, _ n: Int, _ depth: Int, _ left: (Int, Int) -> Float, _ right: (Int, Int) -> Float
  ) throws -> Tensor {
    var values: [Float] = []
    values.reserveCapacity(m * n)
    for i in 0..<m {
      for j in 0..<n {
        values.append(Float((0..<depth).reduce(0.0) { $0 + Double(left(i, $1)) * Double(right($1, j)) }))
      }
    }
    return try Tensor(values, shape: [m, n])
  }

  /// All of the sizes, each beside some of the others.
  static let shapes = rows.enumerated().flatMap { place, m in
    widths.enumerated().flatMap { other, n in
      depths.indices.filter { ($0 + place + other) % 2 == 0 && (depths[$0] < 100 || m * n < 2000) }
        .map { (m, n, depths[$0]) }
    }
  }

  static func checkProducts() throws {
    for (m, n, k) in shapes {
      let (a, weight, bias) = (normal([m, k], "a"), normal([n, k], "weight"), normal([n], "bias"))
      let (x, w) = (a.values, weight.values)
      let scale = Float(k).squareRoot()
      let product = try sums(m, n, k, { x[$0 * k + $1] }, { w[$1 * k + $0] })
      func close(_ found: Tensor, _ expected: Tensor, _ what: String) throws {
        expectClose(
          try found.scaled(by: 1 / scale), try expected.scaled(by: 1 / scale), Tolerance.result,
          "\(what) \(m) \(n) \(k)")
      }
      try close(try a.matmul(weight, transposed: true), product, "transposed")
      try close(try a.matmul(weight.transposed()), product, "plain")
      let affine = try product + bias
      for activation in [Activation.identity, .relu, .geluTanh, .leakyReLU(slope: 0.1)] {
        try close(
          try a.linear(weight: weight, bias: bias, activation: activation), affine.activated(activation),
          "\(activation)")
      }
      try close(try a.linear(weight: weight, activation: .relu), product.relu(), "no bias")
      // What a gradient needs of it, and the gradient of the weight: a sum over rows.
      let parameter = Parameter(weight)
      let result = try a.linear(weight: parameter.tensor, bias: bias, activation: .silu)
      try close(result, affine.silu(), "recorded")
      let g = normal([m, n], "gradient")
      try a.matmul(parameter.tensor, transposed: true).backward(from: g)
      let (gradient, gv) = (try #require(parameter.gradient), g.values)
      expectClose(
        gradient, try sums(n, k, m, { gv[$1 * n + $0] }, { x[$0 * k + $1] }), 1e-5 * Float(m).squareRoot(),
        "weight \(m) \(n) \(k)")
    }
  }

  /// The same rows among others, and on another thread, give the same bits.
  static func checkRowsStandAlone() throws {
    let (a, weight) = (normal([300, 40], "a"), normal([50, 40], "weight"))
    let all = try a.matmul(weight, transposed: true)
    for range in [0..<12, 5..<30, 131..<300] {
      #expect(try a.rows(range).matmul(weight, transposed: true).values == all.rows(range).values)
    }
  }

  static func checkAttention() throws {
    for (length, heads, width) in [(1, 1, 1), (5, 2, 3), (12, 1, 16), (17, 3, 33), (37, 2, 32), (70, 1, 64)] {
      let (columns, tokens) = (heads * width, length + 3)
      let shape = [tokens, columns]
      let (q, k, v) = (normal(shape, "q"), normal(shape, "k"), normal(shape, "v"))
      let found = try q.attention(keys: k, values: v, sequences: Segments(lengths: [length, 0, 3]), heads: heads)
      let (qs, ks, vs) = (q.values, k.values, v.values)
      var expected = [Float](repeating: 0, count: tokens * columns)
      for sequence in [0..<length, length..<tokens] {
        for head in 0..<heads {
          for i in sequence {
            let scores = sequence.map { j in
              (head * width..<(head + 1) * width).reduce(0.0) {
                $0 + Double(qs[i * columns + $1]) * Double(ks[j * columns + $1])
              } / Double(width).squareRoot()
            }
            let most = scores.max() ?? 0
            let weights = scores.map { exp($0 - most) }
            let total = weights.reduce(0, +)
            for c in head * width..<(head + 1) * width {
              expected[i * columns + c] = Float(
                zip(sequence, weights).reduce(0.0) { $0 + $1.1 / total * Double(vs[$1.0 * columns + c]) })
            }
          }
        }
      }
      expectClose(
        found, try Tensor(expected, shape: [tokens, columns]), Tolerance.result, "\(length) \(heads) \(width)")
    }
  }

  static func checkInnerProducts() throws {
    for (count, dimensions, rows) in [(1, 1, 3), (1, 256, 9), (1, 70, 34), (2, 5, 13), (40, 33, 61)] {
      let (vectors, table) = (normal([count, dimensions], "vectors"), normal([rows, dimensions], "table"))
      let (v, t) = (vectors.values, table.values)
      let products = try v.withUnsafeBufferPointer { try InnerProducts($0, dimensions: dimensions) }
      var scores = [Float](repeating: 0, count: rows * count)
      t.withUnsafeBufferPointer { t in scores.withUnsafeMutableBufferPointer { products.multiply(t, into: $0) } }
      let scale = Float(dimensions).squareRoot()
      expectClose(
        try Tensor(scores, shape: [rows, count]).scaled(by: 1 / scale),
        try sums(rows, count, dimensions, { t[$0 * dimensions + $1] }, { v[$1 * dimensions + $0] })
          .scaled(by: 1 / scale),
        Tolerance.result, "\(count) \(dimensions) \(rows)")
      var places = [Int32](repeating: -1, count: scores.count)
      for limits in [[0.5], scores.map { $0 > 0 ? $0 : $0 - 1 }, [.infinity]] as [[Float]] {
        let found = scores.withUnsafeBufferPointer { scores in
          limits.withUnsafeBufferPointer { limits in
            places.withUnsafeMutableBufferPointer { InnerProducts.find(scores, above: limits, into: $0) }
          }
        }
        let expected = scores.indices.filter { scores[$0] > limits[limits.count == 1 ? 0 : $0] }
        #expect(places[..<found].map(Int.init) == expected)
      }
    }
  }

  /// What is not a number shows in every place that it enters, also behind a ReLU, and in no other.
  static func checkNaN() throws {
    var values = normal([20, 9], "a").values
    values[7 * 9 + 4] = .nan
    let (a, weight) = (try Tensor(values, shape: [20, 9]), normal([37, 9], "weight"))
    let result = try a.linear(weight: weight, bias: .zeros([37]), activation: .relu).values
    for index in result.indices { #expect(result[index].isNaN == (index / 37 == 7)) }
  }

  static func checkAll() throws {
    try checkProducts()
    try checkRowsStandAlone()
    try checkAttention()
    try checkInnerProducts()
    try checkNaN()
  }

  /// A process chooses its level of kernels once.
  @Test(arguments: ComputeDevice.availableKernelLevels)
  func kernelLevel(_ level: String) async {
    await #expect(processExitsWith: .success) { [level] in
      setenv("ACML_CPU", level, 1)
      try ProductTests.checkAll()
    }
  }
}
