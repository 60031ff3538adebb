internal import CKernels

/// Who receives messages from whom: directed edges grouped by the node they lead to, each with a code that selects a row
/// of a small table (for a molecule, one a kind of bond).
public struct Neighborhood: Sendable {
  /// The edges into each node.
  public let incoming: Segments
  /// For each edge the node that it comes from.
  public let sources: [Int32]
  /// For each edge the row of the table.
  public let codes: [Int32]
  /// For each edge a constant factor of its message; `nil` for ones.
  public let weights: [Float]?

  // The same edges grouped by the node they come from, for the way back.
  private let outgoing: IndexGroups
  private let targets: [Int32]
  private let outgoingCodes: [Int32]
  private let outgoingWeights: [Float]?

  public var nodeCount: Int { incoming.count }
  public var edgeCount: Int { sources.count }

  /// - Throws: ``TensorError`` if an array's length differs from the number of edges or a source is no node.
  public init(incoming: Segments, sources: [Int32], codes: [Int32], weights: [Float]? = nil) throws {
    let count = incoming.rowCount
    try check(
      sources.count == count && codes.count == count && weights?.count ?? count == count, "Neighborhood",
      [[count], [sources.count], [codes.count]], "a source, a code and a weight for each of \(count) edges")
    try Tensor.checkIndices(sources, below: incoming.count, "Neighborhood")
    self.incoming = incoming
    self.sources = sources
    self.codes = codes
    self.weights = weights
    let groups = IndexGroups(sources, count: incoming.count)
    let owners = incoming.owners()
    outgoing = groups
    targets = groups.order.map { owners[Int($0)] }
    outgoingCodes = groups.order.map { codes[Int($0)] }
    outgoingWeights = weights.map { weights in groups.order.map { weights[Int($0)] } }
  }

  /// For each edge the node that it leads to.
  public var destinations: [Int32] { incoming.owners() }

  /// The sum of the messages that each node receives, in one pass:
  /// `self · hᵢ + Σ w · f(hⱼ + table[code])` over its edges from `j`.
  /// - Parameters:
  ///   - states: shape `[nodes, columns]`.
  ///   - table: shape `[codes, columns]`.
  ///   - selfWeight: factor of the node's own state.
  ///   - activation: `.identity` or `.relu`.
  /// - Returns: shape `[nodes, columns]`.
  public func aggregate(
    _ states: Tensor, table: Tensor, selfWeight: Float = 0, activation: Activation = .identity
  ) throws -> Tensor {
    try check(
      states.shape.count == 2 && states.shape[0] == nodeCount && table.shape.count == 2
        && table.columns == states.columns, "aggregate", [states.shape, table.shape],
      "[\(nodeCount), columns] and [codes, columns]")
    guard activation == .identity || activation == .relu else {
      throw TensorError.argument(operation: "aggregate", expectation: "activation identity or relu")
    }
    try Tensor.checkIndices(codes, below: table.shape[0], "aggregate")
    let width = states.columns
    let work = 1 + edgeCount / max(1, nodeCount)
    let result = Tensor.uninitialized(states.shape)
    Self.withPointers(incoming.offsets, sources, codes, weights) { offsets, sources, codes, weights in
      forEachRows(nodeCount, columns: width, work: work) { range, _ in
        kernels.aggregate(
          states.pointer, table.pointer, offsets, sources, codes, weights, selfWeight, activation.kind, result.pointer,
          range.lowerBound, range.upperBound, width)
      }
    }
    return result.recorded("aggregate", from: [states, table]) { gradient in
      let input = Tensor.uninitialized(states.shape)
      var tableGradient = Tensor.zeros(table.shape)
      Self.withPointers(outgoing.offsets, targets, outgoingCodes, outgoingWeights) { offsets, targets, codes, weights in
        tableGradient = reduceRows(nodeCount, columns: width, into: table.shape, work: work) { range, buffer in
          kernels.aggregate_backward(
            states.pointer, table.pointer, gradient.pointer, offsets, targets, codes, weights, selfWeight,
            activation.kind, input.pointer, buffer, range.lowerBound, range.upperBound, width)
        }
      }
      return [input, tableGradient]
    }
  }

  /// Calls `body` with the arrays' addresses; an array of no edges has an address that is never read.
  private static func withPointers(
    _ offsets: [Int32], _ nodes: [Int32], _ codes: [Int32], _ weights: [Float]?,
    _ body: (UnsafePointer<Int32>, UnsafePointer<Int32>, UnsafePointer<Int32>, UnsafePointer<Float>?) -> Void
  ) {
    offsets.withUnsafeBufferPointer { offsets in
      guard let offsets = offsets.baseAddress else { return }
      nodes.withUnsafeBufferPointer { nodes in
        codes.withUnsafeBufferPointer { codes in
          let (nodes, codes) = (nodes.baseAddress ?? offsets, codes.baseAddress ?? offsets)
          guard let weights else { return body(offsets, nodes, codes, nil) }
          weights.withUnsafeBufferPointer { body(offsets, nodes, codes, $0.baseAddress) }
        }
      }
    }
  }
}

// MARK: - Attention over edges

extension Tensor {
  /// Each head's part of each row multiplied by its own factor.
  /// - Parameter factors: shape `[rows, heads]`; the columns of this tensor are divided evenly among the heads.
  public func scaledHeads(by factors: Tensor) throws -> Tensor {
    let (heads, columns) = (factors.columns, columns)
    try check(
      factors.rows == rows && heads > 0 && columns % heads == 0, "scaledHeads", [shape, factors.shape],
      "[rows, heads · width] and [rows, heads]")
    let width = columns / heads
    let scaling = { (tensor: Tensor) in
      tensor.byRows { kernels.scale_heads($0, factors.pointer + $3 * heads, $1, $2, heads, width) }
    }
    return scaling(self).recorded("scaledHeads", from: [self, factors]) { gradient in
      let factorGradient = Tensor.uninitialized(factors.shape)
      forEachRows(self.rows, columns: columns) { range, _ in
        let offset = range.lowerBound * columns
        kernels.dot_heads(
          gradient.pointer + offset, self.pointer + offset, range.count,
          factorGradient.pointer + range.lowerBound * heads,
          range.count, heads, width)
      }
      return [scaling(gradient), factorGradient]
    }
  }

  /// For each row and head the inner product of the head's part with a vector of the head's own.
  /// - Parameter vectors: shape `[heads, width]`, this tensor being `[rows, heads · width]`.
  /// - Returns: shape `[rows, heads]`.
  public func headDots(_ vectors: Tensor) throws -> Tensor {
    try check(
      vectors.shape.count == 2 && vectors.count == columns, "headDots", [shape, vectors.shape],
      "[rows, heads · width] and [heads, width]")
    let heads = vectors.shape[0]
    let product = try self * vectors.reshaped([columns])
    return try product.reshaped([rows * heads, vectors.shape[1]]).rowSums().reshaped([rows, heads])
  }
}
