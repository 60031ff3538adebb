internal import CKernels

extension Tensor {
  /// Softmax of each row.
  public func softmax() throws -> Tensor {
    try check(columns > 0, "softmax", [shape], "at least one column")
    let columns = columns
    let result = byRows { from, to, count, _ in kernels.softmax(from, to, count, columns) }
    return result.recorded("softmax", from: [self]) { gradient in
      [
        gradient.byRows { from, to, count, first in
          kernels.softmax_backward(result.pointer + first * columns, from, to, count, columns)
        }
      ]
    }
  }

  /// The logarithm of the softmax of each row, by log-sum-exp.
  public func logSoftmax() throws -> Tensor {
    try check(columns > 0, "logSoftmax", [shape], "at least one column")
    let columns = columns
    let result = byRows { from, to, count, _ in kernels.log_softmax(from, to, count, columns) }
    return result.recorded("logSoftmax", from: [self]) { gradient in
      [
        gradient.byRows { from, to, count, first in
          kernels.log_softmax_backward(result.pointer + first * columns, from, to, count, columns)
        }
      ]
    }
  }

  /// `log Σ exp(x)` of each row: shape without the last axis. A row of −∞ alone gives −∞ and no gradient.
  public func logSumExp() throws -> Tensor {
    try check(columns > 0, "logSumExp", [shape], "at least one column")
    let columns = columns
    let result = Tensor.uninitialized(Array(shape.dropLast()))
    forEachRows(rows, columns: columns) { range, _ in
      kernels.log_sum_exp(pointer + range.lowerBound * columns, result.pointer + range.lowerBound, range.count, columns)
    }
    let input = detached()
    return result.recorded("logSumExp", from: [self]) { gradient in
      let weights = input.byRows { from, to, count, _ in kernels.softmax(from, to, count, columns) }
      for row in 0..<result.count where !result.pointer[row].isFinite {
        (weights.pointer + row * columns).update(repeating: 0, count: columns)
      }
      return [try weights.scaledRows(by: gradient)]
    }
  }

  /// The mean over rows of `−log softmax(x)[target]`.
  /// - Parameter targets: a column for each row; −1 leaves the row out of the mean.
  /// - Returns: a scalar; 0 if every row is left out.
  public func crossEntropy(targets: [Int32]) throws -> Tensor {
    try check(targets.count == rows && columns > 0, "crossEntropy", [shape, [targets.count]], "one target a row")
    let columns = columns
    if let bad = targets.first(where: { $0 < -1 || $0 >= columns }) {
      throw TensorError.index(operation: "crossEntropy", value: Int(bad), count: columns)
    }
    let probabilities = Tensor.uninitialized(shape)
    let losses = Tensor.uninitialized([rows])
    targets.withUnsafeBufferPointer { targets in
      guard let targets = targets.baseAddress else { return }
      forEachRows(rows, columns: columns) { range, _ in
        let offset = range.lowerBound * columns
        kernels.cross_entropy(
          pointer + offset, targets + range.lowerBound, probabilities.pointer + offset,
          losses.pointer + range.lowerBound, range.count, columns)
      }
    }
    let scale = 1 / Float(max(1, targets.count { $0 >= 0 }))
    let loss = losses.sum().affine(scale, 0)
    return loss.recorded("crossEntropy", from: [self]) { gradient in
      let input = probabilities.affine(scale * gradient.pointer[0], 0)
      for (row, target) in targets.enumerated() where target >= 0 {
        input.pointer[row * columns + Int(target)] -= scale * gradient.pointer[0]
      }
      return [input]
    }
  }

  /// The mean over rows of `−Σ target · log softmax(x)`; gradients flow through the targets too.
  /// - Parameter targets: same shape; rows are usually probabilities.
  public func crossEntropy(softTargets targets: Tensor) throws -> Tensor {
    try check(targets.shape == shape && rows > 0, "crossEntropy", [shape, targets.shape], "equal shapes")
    return try logSoftmax().rowDots(targets).mean().scaled(by: -1)
  }

  /// The share of rows whose greatest value stands at the target's column; a tie counts as right.
  /// - Parameter targets: a column for each row.
  public func accuracy(targets: [Int32]) throws -> Double {
    try check(targets.count == rows && columns > 0, "accuracy", [shape, [targets.count]], "one target a row")
    let columns = columns
    if let bad = targets.first(where: { !(0..<columns).contains(Int($0)) }) {
      throw TensorError.index(operation: "accuracy", value: Int(bad), count: columns)
    }
    let right = withUnsafeValues { values in
      targets.indices.count { row in
        let target = values[row * columns + Int(targets[row])]
        return values[row * columns..<(row + 1) * columns].allSatisfy { $0 <= target }
      }
    }
    return Double(right) / Double(max(1, targets.count))
  }
}
