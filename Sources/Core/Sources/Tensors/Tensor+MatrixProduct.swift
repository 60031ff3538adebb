internal import CKernels

extension Tensor {
  /// The product with a matrix.
  /// - Parameters:
  ///   - other: shape `[k, n]`, or `[n, k]` if `transposed`.
  ///   - transposed: whether the other's matrix is given transposed.
  /// - Returns: this tensor being `[…, k]`: `[…, n]`.
  public func matmul(_ other: Tensor, transposed: Bool = false) throws -> Tensor {
    try check(
      other.shape.count == 2 && shape.count >= 1 && other.shape[transposed ? 1 : 0] == columns, "matmul",
      [shape, other.shape], transposed ? "[…, k] and [n, k]" : "[…, k] and [k, n]")
    let result = product(other, transposed: transposed)
    return result.recorded("matmul", from: [self, other]) { gradient in
      let left = self.node == nil ? nil : gradient.product(other, transposed: !transposed)
      guard other.node != nil else { return [left, nil] }
      return [left, transposed ? gradient.transposedProduct(self) : self.transposedProduct(gradient)]
    }
  }

  /// An affine map of each row with a function on top: `f(x Wᵀ + b)`, in one pass while a block of rows is hot.
  /// - Parameters:
  ///   - weight: shape `[outputs, inputs]`, as in a checkpoint of the field.
  ///   - bias: shape `[outputs]`.
  ///   - activation: the function on top.
  /// - Returns: this tensor being `[…, inputs]`: `[…, outputs]`.
  public func linear(weight: Tensor, bias: Tensor? = nil, activation: Activation = .identity) throws -> Tensor {
    try check(
      weight.shape.count == 2 && shape.count >= 1 && weight.shape[1] == columns, "linear", [shape, weight.shape],
      "[…, inputs] and [outputs, inputs]")
    let outputs = weight.shape[0]
    if let bias { try check(bias.shape == [outputs], "linear", [weight.shape, bias.shape], "a bias of [\(outputs)]") }
    let isRecorded = Gradients.areRecorded && (node != nil || weight.node != nil || bias?.node != nil)
    let keepsInput = isRecorded && !activation.derivesFromOutput

    let outputShape = Array(shape.dropLast()) + [outputs]
    let result = Tensor.uninitialized(outputShape)
    // What the function is applied to, where its derivative will ask for it.
    let before = keepsInput ? Tensor.uninitialized(outputShape) : result
    let inputs = columns
    if rows >= PackedMatrix.leastRows, inputs > 0 {
      PackedMatrix(weight, transposed: true).multiply(
        self, bias: bias, activation: activation, before: keepsInput ? before : nil, into: result)
    } else {
      Gemm.run(
        transposeB: true, rows, outputs, inputs, pointer, inputs, weight.pointer, inputs, before.pointer, outputs)
      if let zero = bias ?? (activation == .identity ? nil : Tensor.zeros([outputs])) {
        kernels.bias_activate(
          activation.kind, activation.slope, before.pointer, zero.pointer, keepsInput ? before.pointer : nil,
          result.pointer, rows, outputs)
      }
    }
    let parents = [self, weight] + (bias.map { [$0] } ?? [])
    return result.recorded("linear", from: parents) { gradient in
      let inner = gradient.multipliedByDerivative(of: activation, input: before, output: result)
      var gradients = [
        self.node == nil ? nil : inner.product(weight, transposed: false).shaped(self.shape),
        weight.node == nil ? nil : inner.transposedProduct(self),
      ]
      if bias != nil { gradients.append(inner.columnSums()) }
      return gradients
    }
  }

  /// Products of pairs of matrices.
  /// - Parameters:
  ///   - other: shape `[batch, k, n]`, or `[batch, n, k]` if `transposed`.
  ///   - transposed: whether the other's matrix is given transposed.
  /// - Returns: this tensor being `[batch, m, k]`: `[batch, m, n]`.
  public func batchedMatmul(_ other: Tensor, transposed: Bool = false) throws -> Tensor {
    try check(
      shape.count == 3 && other.shape.count == 3 && shape[0] == other.shape[0]
        && other.shape[transposed ? 2 : 1] == shape[2], "batchedMatmul", [shape, other.shape],
      transposed ? "[b, m, k] and [b, n, k]" : "[b, m, k] and [b, k, n]")
    let (m, n) = (shape[1], other.shape[transposed ? 1 : 2])
    let result = Self.batchedProduct(self, other, transposeB: transposed, m, n, shape[2])
    return result.recorded("batchedMatmul", from: [self, other]) { gradient in
      let k = self.shape[2]
      let left = Self.batchedProduct(gradient, other, transposeB: !transposed, m, k, n)
      let right =
        transposed
        ? Self.batchedProduct(gradient, self, transposeA: true, n, k, m)
        : Self.batchedProduct(self, gradient, transposeA: true, k, n, m)
      return [left, right]
    }
  }

  private static func batchedProduct(
    _ a: Tensor, _ b: Tensor, transposeA: Bool = false, transposeB: Bool = false, _ m: Int, _ n: Int, _ k: Int
  ) -> Tensor {
    let batch = a.shape[0]
    let result = Tensor.uninitialized([batch, m, n])
    let (sizeA, sizeB) = (a.shape[1] * a.shape[2], b.shape[1] * b.shape[2])
    ThreadPool.shared.forEachRange(batch, grain: Gemm.grain(m * n, k)) { range, _ in
      for index in range {
        Gemm.run(
          transposeA: transposeA, transposeB: transposeB, m, n, k, a.pointer + index * sizeA, a.shape[2],
          b.pointer + index * sizeB, b.shape[2], result.pointer + index * m * n, n)
      }
    }
    return result
  }

  /// Rows times a matrix, `[rows, k] × [k, n]` or `[n, k]ᵀ`, not recorded.
  func product(_ other: Tensor, transposed: Bool) -> Tensor {
    let (n, k) = (other.shape[transposed ? 0 : 1], columns)
    let result = Tensor.uninitialized(Array(shape.dropLast()) + [n])
    if rows >= PackedMatrix.leastRows, k > 0 {
      PackedMatrix(other, transposed: transposed).multiply(self, into: result)
    } else {
      Gemm.run(transposeB: transposed, rows, n, k, pointer, k, other.pointer, other.shape[1], result.pointer, n)
    }
    return result
  }

  /// `selfᵀ other` over all rows: `[columns, other.columns]`. Each thread sums its share of the rows.
  func transposedProduct(_ other: Tensor) -> Tensor {
    let (m, n) = (columns, other.columns)
    Gemm.operations.add(2 * rows * m * n, ordering: .relaxed)
    let scratch = kernels.packed_count(min(n, Int(ACML_TRANSPOSED_COLUMNS)), min(rows, Int(ACML_TRANSPOSED_ROWS)))
    return reduceRows(rows, columns: m, into: [m, n], work: n / 8, scratch: scratch) { range, buffer, scratch in
      kernels.multiply_transposed(
        pointer + range.lowerBound * m, m, other.pointer + range.lowerBound * n, n, range.count, m, n, scratch, buffer)
    }
  }

  func shaped(_ shape: [Int]) -> Tensor { Tensor(shape: shape, storage: storage, node: node) }
}
