internal import CKernels

/// What batch normalisation normalises with, and what is left to remember.
public struct BatchStatistics: Sendable {
  /// Mean of each column; shape `[columns]`.
  public let mean: Tensor
  /// Biased variance of each column; shape `[columns]`.
  public let variance: Tensor

  public init(mean: Tensor, variance: Tensor) {
    self.mean = mean
    self.variance = variance
  }
}

extension Tensor {
  /// Mean and biased variance of each column over all rows. Not differentiable.
  public func columnStatistics() throws -> BatchStatistics {
    try check(rows > 0, "columnStatistics", [shape], "at least one row")
    let columns = columns
    let scale = 1 / Float(rows)
    let mean = detached().columnSums().affine(scale, 0)
    let squares = reduceRows(rows, columns: columns, into: [columns]) { range, buffer in
      kernels.column_squares(pointer + range.lowerBound * columns, mean.pointer, buffer, range.count, columns)
    }
    return BatchStatistics(mean: mean, variance: squares.affine(scale, 0))
  }

  /// Batch normalisation over rows (Ioffe & Szegedy, arXiv 1502.03167): `(x − mean) / √(variance + ε) · γ + β`, with an
  /// optional ReLU in the same pass.
  /// - Parameters:
  ///   - gamma: scale, shape `[columns]`.
  ///   - beta: offset, shape `[columns]`.
  ///   - statistics: the moments to use.
  ///   - areOfThisBatch: whether the moments were taken from this very tensor, so that gradients flow through them.
  ///   - epsilon: keeps the root of a small variance from dividing.
  ///   - activation: `.identity` or `.relu`.
  public func batchNormalized(
    gamma: Tensor, beta: Tensor, statistics: BatchStatistics, areOfThisBatch: Bool, epsilon: Float = 1e-5,
    activation: Activation = .identity
  ) throws -> Tensor {
    let (mean, columns, rows) = (statistics.mean, columns, rows)
    try check(
      gamma.shape == [columns] && beta.shape == [columns] && mean.shape == [columns]
        && statistics.variance.shape == [columns], "batchNormalized", [shape, gamma.shape, beta.shape, mean.shape],
      "vectors of [\(columns)]")
    guard activation == .identity || activation == .relu else {
      throw TensorError.argument(operation: "batchNormalized", expectation: "activation identity or relu")
    }
    let rstd = Tensor.filled([columns]) { buffer in
      for column in 0..<columns { buffer[column] = 1 / (statistics.variance.pointer[column] + epsilon).squareRoot() }
    }
    let kind = activation.kind
    let result = byRows { from, to, count, _ in
      kernels.batch_norm(from, mean.pointer, rstd.pointer, gamma.pointer, beta.pointer, kind, to, count, columns)
    }
    let input = detached()
    return result.recorded("batchNormalized", from: [self, gamma, beta]) { gradient in
      // Both column sums in one buffer: of the gradient, and of the gradient times the normalised input.
      let sums = reduceRows(rows, columns: columns, into: [2, columns]) { range, buffer in
        let offset = range.lowerBound * columns
        kernels.batch_norm_backward_sums(
          input.pointer + offset, result.pointer + offset, gradient.pointer + offset, mean.pointer, rstd.pointer, kind,
          buffer, buffer + columns, range.count, columns)
      }
      // With fixed moments the two corrections vanish.
      let means = sums.affine(areOfThisBatch ? 1 / Float(max(1, rows)) : 0, 0)
      let gx = gradient.byRows { from, to, count, first in
        let offset = first * columns
        kernels.batch_norm_backward(
          input.pointer + offset, result.pointer + offset, from, mean.pointer, rstd.pointer, gamma.pointer,
          means.pointer, means.pointer + columns, kind, to, count, columns)
      }
      return [gx, sums.row(1), sums.row(0)]
    }
  }

  /// Layer normalisation of each row (Ba, Kiros & Hinton, arXiv 1607.06450).
  /// - Parameters:
  ///   - gamma: scale, shape `[columns]`.
  ///   - beta: offset, shape `[columns]`.
  ///   - epsilon: keeps the root of a small variance from dividing.
  public func layerNormalized(gamma: Tensor, beta: Tensor, epsilon: Float = 1e-5) throws -> Tensor {
    let (columns, rows) = (columns, rows)
    try check(
      gamma.shape == [columns] && beta.shape == [columns], "layerNormalized", [shape, gamma.shape, beta.shape],
      "vectors of [\(columns)]")
    let (mean, rstd) = (Tensor.uninitialized([rows]), Tensor.uninitialized([rows]))
    let result = byRows {
      kernels.layer_norm(
        $0, gamma.pointer, beta.pointer, epsilon, $1, mean.pointer + $3, rstd.pointer + $3, $2, columns)
    }
    return result.recorded("layerNormalized", from: [self, gamma, beta]) { gradient in
      let gx = Tensor.uninitialized(self.shape)
      let sums = reduceRows(rows, columns: columns, into: [2, columns]) { range, buffer in
        let (first, offset) = (range.lowerBound, range.lowerBound * columns)
        kernels.layer_norm_backward(
          self.pointer + offset, gamma.pointer, mean.pointer + first, rstd.pointer + first, gradient.pointer + offset,
          gx.pointer + offset, buffer, buffer + columns, range.count, columns)
      }
      return [gx, sums.row(0), sums.row(1)]
    }
  }

  /// Each row divided by its Euclidean norm, or by `epsilon` where the norm is less.
  public func l2Normalized(epsilon: Float = 1e-12) -> Tensor {
    let norms = Tensor.uninitialized([rows])
    let columns = columns
    let result = byRows { kernels.l2_normalize($0, epsilon, $1, norms.pointer + $3, $2, columns) }
    return result.recorded("l2Normalized", from: [self]) { gradient in
      let input = gradient.byRows { from, to, count, first in
        kernels.l2_normalize_backward(
          result.pointer + first * columns, norms.pointer + first, epsilon, from, to, count, columns)
      }
      return [input]
    }
  }

  /// A copy of one row, not recorded.
  func row(_ index: Int) -> Tensor {
    Tensor.filled([columns]) {
      _ = $0.update(fromContentsOf: UnsafeBufferPointer(start: pointer + index * columns, count: columns))
    }
  }
}
