internal import CKernels

/// A matrix laid out once for the product with many rows, and shared by all threads.
///
/// A row of the result depends on its row of the left matrix alone, and not on the block or the thread that it falls to.
struct PackedMatrix: Sendable {
  let depth: Int
  let columns: Int
  private let panels: Tensor

  /// Fewer rows than this are not worth the laying out. Every kernel's tiles divide it.
  static let leastRows = 12

  /// - Parameters:
  ///   - matrix: shape `[depth, columns]`, or `[columns, depth]` if `transposed`.
  ///   - transposed: whether the matrix is given transposed.
  init(_ matrix: Tensor, transposed: Bool) {
    let step = matrix.columns
    (depth, columns) = transposed ? (step, matrix.shape[0]) : (matrix.shape[0], step)
    panels = Tensor.uninitialized([kernels.packed_count(columns, depth)])
    let (depth, columns, panels) = (depth, columns, panels)
    let width = kernels.panel_width()
    ThreadPool.shared.forEachRange((columns + width - 1) / width, grain: max(1, 16_384 / max(1, width * depth))) {
      range, _ in
      kernels.pack_matrix(
        matrix.pointer, step, transposed ? 1 : 0, range.lowerBound, range.upperBound, columns, depth, panels.pointer)
    }
  }

  /// `f(rows · matrix + bias)` on all threads.
  /// - Parameters:
  ///   - rows: shape `[…, depth]`.
  ///   - before: receives what the function is applied to.
  ///   - result: shape `[…, columns]`.
  func multiply(
    _ rows: Tensor, bias: Tensor? = nil, activation: Activation = .identity, before: Tensor? = nil, into result: Tensor
  ) {
    Gemm.operations.add(2 * rows.rows * depth * columns, ordering: .relaxed)
    let grain = (Gemm.grain(columns, depth) + Self.leastRows - 1) / Self.leastRows * Self.leastRows
    ThreadPool.shared.forEachRange(rows.rows, grain: grain) { range, _ in
      let start = range.lowerBound * columns
      kernels.multiply_packed(
        rows.pointer + range.lowerBound * depth, depth, range.count, depth, panels.pointer, columns, bias?.pointer,
        activation.kind, activation.slope, before.map { $0.pointer + start }, result.pointer + start, columns)
    }
  }
}
