internal import CKernels

/// Rows of floats as codes of 8 bits, for a first look at tables that are larger than what memory yields in time.
///
/// Row `r` is about `scales[r]` times its codes. For a query `q` the product with the row differs from the one with the
/// codes by no more than `errors[r] · |q|`: by Cauchy and Schwarz the length of what the codes leave out, and n · 2⁻²³ of
/// the row's length for the rounding of both sums in single precision (Higham, Accuracy and Stability of Numerical
/// Algorithms, 2002, section 3.1).
public struct RowCodes: Sendable {
  /// Shape `[rows, columns]`, row-major, from −127 to 127.
  public let codes: [Int8]
  public let scales: [Float]
  public let errors: [Float]

  /// - Parameters:
  ///   - values: shape `[rows, columns]`, row-major and finite; values beyond whole rows are left out.
  ///   - columns: the length of a row.
  public init(_ values: UnsafeBufferPointer<Float>, columns: Int) {
    let columns = max(1, columns)
    let rows = values.count / columns
    var scales = [Float](repeating: 0, count: rows)
    var errors = [Float](repeating: 0, count: rows)
    codes = [Int8](unsafeUninitializedCapacity: rows * columns) { codes, initialized in
      scales.withUnsafeMutableBufferPointer { scales in
        errors.withUnsafeMutableBufferPointer { errors in
          nonisolated(unsafe) let (codes, scales, errors) = (codes, scales, errors)
          forEachRows(rows, columns: columns) { range, _ in
            for row in range {
              let start = row * columns
              var largest: Float = 0
              for column in 0..<columns { largest = max(largest, abs(values[start + column])) }
              let scale = largest / 127
              let inverse = largest > 0 ? 127 / largest : 0
              // In double precision, since squares of single ones overflow and vanish.
              var (left, length) = (0.0, 0.0)
              for column in 0..<columns {
                let value = values[start + column]
                // A scale below the smallest normal number has no finite inverse.
                let code = min(127, max(-127, (value * inverse).rounded()))
                codes[start + column] = code.isNaN ? 0 : Int8(code)
                let rest = Double(value) - Double(codes[start + column]) * Double(scale)
                left += rest * rest
                length += Double(value) * Double(value)
              }
              scales[row] = scale
              // The doubled constant covers the rounding of the bound itself.
              errors[row] = Float(left.squareRoot() * 1.001 + Double(columns + 8) * 0x1p-22 * length.squareRoot())
            }
          }
        }
      }
      initialized = rows * columns
    }
    self.scales = scales
    self.errors = errors
  }

  /// Products of a query with coded rows, on the calling thread alone.
  /// - Parameters:
  ///   - codes: shape `[rows, query.count]`.
  ///   - scales: one a row.
  ///   - query: its length is that of a row.
  ///   - scores: one a row is written; counts that don't fit are cut to whole rows that do.
  public static func products(
    codes: UnsafeBufferPointer<Int8>, scales: UnsafeBufferPointer<Float>, query: UnsafeBufferPointer<Float>,
    scores: UnsafeMutableBufferPointer<Float>
  ) {
    guard let code = codes.baseAddress, let scale = scales.baseAddress, let vector = query.baseAddress,
      let score = scores.baseAddress, !query.isEmpty
    else { return }
    let rows = min(codes.count / query.count, scales.count, scores.count)
    kernels.code_dots(code, scale, vector, score, rows, query.count)
  }
}
