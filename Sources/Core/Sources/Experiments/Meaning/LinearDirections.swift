internal import Foundation
internal import Tensors

/// The directions of an embedding space along which numbers of molecules grow: ridge regressions that share one
/// eigen-decomposition.
///
/// For centred embeddings `X` of `n` molecules and a centred number `y`, with `XᵀX / (n − 1) = V Λ Vᵀ`, the direction of penalty
/// `λ` is `V (Λ + λ)⁻¹ Vᵀ Xᵀ y / (n − 1)` (Hastie, Tibshirani & Friedman, The Elements of Statistical Learning, equation
/// 3.47). That is scikit-learn's `Ridge(alpha=(n − 1) λ)`.
public struct LinearDirections: Sendable {
  private let rows: [Float]
  private let columns: Int
  private let means: [Double]
  private let values: [Double]
  private let vectors: [[Double]]

  /// Penalties that are tried, in units of the mean variance of a column.
  public static let penalties: [Double] = stride(from: -6, through: 2, by: 1).map { pow(10, $0) }

  /// - Parameter rows: embeddings to fit, `[molecules, columns]`, row-major.
  /// - Throws: ``TensorError`` for fewer than two rows or values that are not finite.
  public init(_ rows: [Float], columns: Int) throws {
    self.rows = rows
    self.columns = columns
    means = SymmetricMatrix.means(rows, columns: columns)
    (values, vectors) = try SymmetricMatrix(covarianceOf: rows, columns: columns).eigensystem()
  }

  /// The direction of one penalty.
  /// - Parameters:
  ///   - targets: one for each row.
  ///   - penalty: in units of the mean variance of a column.
  public func direction(of targets: [Double], penalty: Double) -> [Double] {
    solutions(of: targets, penalties: [penalty])[0]
  }

  /// The direction whose penalty predicts other molecules best, by the mean squared error, and what it says of third ones.
  /// - Parameters:
  ///   - targets: one for each row.
  ///   - validation: embeddings and numbers that choose the penalty.
  ///   - others: embeddings to predict.
  /// - Returns: the predicted numbers.
  public func predictions(
    _ targets: [Double], validation: (rows: [Float], targets: [Double]), others: [Float]
  ) -> [Double] {
    let mean = targets.reduce(0, +) / Double(max(1, targets.count))
    let candidates = solutions(of: targets, penalties: Self.penalties)
    let best = candidates.min { error($0, mean, validation) < error($1, mean, validation) } ?? []
    return project(others, means: means, on: best).map { $0 + mean }
  }

  private func error(_ direction: [Double], _ mean: Double, _ held: (rows: [Float], targets: [Double])) -> Double {
    zip(project(held.rows, means: means, on: direction), held.targets).reduce(0) { sum, pair in
      let difference = pair.0 + mean - pair.1
      return sum + difference * difference
    }
  }

  private func solutions(of targets: [Double], penalties: [Double]) -> [[Double]] {
    let count = Double(targets.count)
    let mean = targets.reduce(0, +) / count
    var product = [Double](repeating: 0, count: columns)
    for (row, target) in targets.enumerated() {
      for column in 0..<columns {
        product[column] += (Double(rows[row * columns + column]) - means[column]) * (target - mean)
      }
    }
    let loads = vectors.map { vector in zip(vector, product).reduce(0) { $0 + $1.0 * $1.1 } / (count - 1) }
    // The smallest number keeps constant embeddings from a division by zero.
    let scale = max(values.reduce(0) { $0 + max(0, $1) } / Double(columns), .leastNormalMagnitude)
    return penalties.map { penalty in
      var direction = [Double](repeating: 0, count: columns)
      for (place, vector) in vectors.enumerated() {
        let factor = loads[place] / (max(0, values[place]) + penalty * scale)
        for column in 0..<columns { direction[column] += factor * vector[column] }
      }
      return direction
    }
  }
}
