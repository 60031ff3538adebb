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
  let outgoing: IndexGroups
  let targets: [Int32]
  let outgoingCodes: [Int32]
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
  /// `s · hᵢ + Σ w · f(hⱼ + table[code])` over its edges from `j`.
  /// - Parameters:
  ///   - states: shape `[nodes, columns]`.
  ///   - table: shape `[codes, columns]`.
  ///   - selfWeight: the constant part of `s`, the factor of the node's own state.
  ///   - selfAddition: a learned part of it; shape `[1]`.
  ///   - activation: `.identity` or `.relu`.
  /// - Returns: shape `[nodes, columns]`.
  public func aggregate(
    _ states: Tensor, table: Tensor, selfWeight: Float = 0, selfAddition: Tensor? = nil,
    activation: Activation = .identity
  ) throws -> Tensor {
    try check(
      states.shape.count == 2 && states.shape[0] == nodeCount && table.shape.count == 2
        && table.columns == states.columns, "aggregate", [states.shape, table.shape],
      "[\(nodeCount), columns] and [codes, columns]")
    guard activation == .identity || activation == .relu else {
      throw TensorError.argument(operation: "aggregate", expectation: "activation identity or relu")
    }
    if let selfAddition {
      try check(selfAddition.shape == [1], "aggregate", [selfAddition.shape], "an addition of shape [1]")
    }
    try Tensor.checkIndices(codes, below: table.shape[0], "aggregate")
    let width = states.columns
    let selfWeight = selfWeight + (selfAddition?.pointer[0] ?? 0)
    let work = 1 + edgeCount / max(1, nodeCount)
    let result = Tensor.uninitialized(states.shape)
    Self.withPointers(incoming.offsets, sources, codes, weights) { offsets, sources, codes, weights in
      forEachRows(nodeCount, columns: width, work: work) { range, _ in
        kernels.aggregate(
          states.pointer, table.pointer, offsets, sources, codes, weights, selfWeight, activation.kind, result.pointer,
          range.lowerBound, range.upperBound, width)
      }
    }
    let parents = [states, table] + (selfAddition.map { [$0] } ?? [])
    return result.recorded("aggregate", from: parents) { gradient in
      let input = Tensor.uninitialized(states.shape)
      var tableGradient = Tensor.zeros(table.shape)
      Self.withPointers(outgoing.offsets, targets, outgoingCodes, outgoingWeights) { offsets, targets, codes, weights in
        tableGradient = reduceRows(nodeCount, columns: width, into: table.shape, work: work) { range, buffer in
          kernels.aggregate_backward(
            states.pointer, table.pointer, gradient.pointer, offsets, targets, codes, weights, selfWeight,
            activation.kind, input.pointer, buffer, range.lowerBound, range.upperBound, width)
        }
      }
      guard selfAddition != nil else { return [input, tableGradient] }
      let additionGradient = reduceRows(nodeCount, columns: width, into: [1]) { range, buffer in
        let start = range.lowerBound * width
        buffer[0] += Float(kernels.dot(states.pointer + start, gradient.pointer + start, range.count * width))
      }
      return [input, tableGradient, additionGradient]
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
