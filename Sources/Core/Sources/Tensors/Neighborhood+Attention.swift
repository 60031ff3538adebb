internal import CKernels

extension Neighborhood {
  /// The sum of the messages that each node receives, each head's part with a factor of its own, in one pass:
  /// `Σ α (hⱼ + table[code])` over its edges from `j`.
  /// - Parameters:
  ///   - states: shape `[nodes, heads · width]`.
  ///   - table: shape `[codes, heads · width]`.
  ///   - attention: the factors α; shape `[edges, heads]`.
  /// - Returns: shape `[nodes, heads · width]`.
  public func attend(_ states: Tensor, table: Tensor, attention: Tensor) throws -> Tensor {
    try check(
      states.shape.count == 2 && states.shape[0] == nodeCount && table.shape.count == 2
        && table.columns == states.columns && attention.shape.count == 2 && attention.shape[0] == edgeCount
        && attention.columns > 0 && states.columns % attention.columns == 0, "attend",
      [states.shape, table.shape, attention.shape],
      "[\(nodeCount), heads · width], [codes, heads · width] and [\(edgeCount), heads]")
    try Tensor.checkIndices(codes, below: table.shape[0], "attend")
    let (columns, heads) = (states.columns, attention.columns)
    let width = columns / heads
    let work = 1 + edgeCount / max(1, nodeCount)
    let result = Tensor.uninitialized(states.shape)
    forEachRows(nodeCount, columns: columns, work: work) { range, _ in
      kernels.attend(
        states.pointer, table.pointer, incoming.offsets, sources, codes, attention.pointer, result.pointer,
        range.lowerBound, range.upperBound, heads, width)
    }
    return result.recorded("attend", from: [states, table, attention]) { gradient in
      let (input, factors) = (Tensor.uninitialized(states.shape), Tensor.uninitialized(attention.shape))
      let tableGradient = reduceRows(nodeCount, columns: columns, into: table.shape, work: work) { range, buffer in
        kernels.attend_backward(
          states.pointer, table.pointer, gradient.pointer, outgoing.offsets, targets, outgoingCodes, outgoing.order,
          attention.pointer, input.pointer, buffer, factors.pointer, range.lowerBound, range.upperBound, heads, width)
      }
      return [input, tableGradient, factors]
    }
  }
}

extension Tensor {
  /// For each row and head the inner product of the head's part with a vector of the head's own.
  /// - Parameter vectors: shape `[heads, width]`, this tensor being `[rows, heads · width]`.
  /// - Returns: shape `[rows, heads]`.
  public func headDots(_ vectors: Tensor) throws -> Tensor {
    try check(
      shape.count == 2 && vectors.shape.count == 2 && vectors.count == columns, "headDots", [shape, vectors.shape],
      "[rows, heads · width] and [heads, width]")
    let (heads, width, columns) = (vectors.shape[0], vectors.shape[1], columns)
    let result = Tensor.uninitialized([rows, heads])
    forEachRows(rows, columns: columns) { range, _ in
      kernels.dot_heads(
        pointer + range.lowerBound * columns, vectors.pointer, 1, result.pointer + range.lowerBound * heads,
        range.count, heads, width)
    }
    return result.recorded("headDots", from: [self, vectors]) { gradient in
      let input = Tensor.uninitialized(self.shape)
      let vectorGradient = reduceRows(self.rows, columns: columns, into: vectors.shape) { range, buffer in
        let start = range.lowerBound * columns
        kernels.dot_heads_backward(
          self.pointer + start, vectors.pointer, gradient.pointer + range.lowerBound * heads, input.pointer + start,
          buffer, range.count, heads, width)
      }
      return [input, vectorGradient]
    }
  }
}
