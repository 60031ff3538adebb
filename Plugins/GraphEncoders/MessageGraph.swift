public import Tensors

/// The constant factor of a message.
public enum EdgeWeighting: Sendable {
  /// 1: messages are summed.
  case sum
  /// 1 / dᵢ: messages are averaged.
  case mean
  /// 1 / √(dᵢ dⱼ) (Kipf & Welling, arXiv 1609.02907).
  case symmetric
}

/// Who sends messages to whom in a batch of molecules, made once a forward pass for all layers.
public struct MessageGraph: Sendable {
  /// The edges into each atom, in the order of the batch; a self loop is the last of its atom.
  public let neighborhood: Neighborhood

  public var atomCount: Int { neighborhood.nodeCount }

  /// - Parameters:
  ///   - edgeOffsets: the edges into atom `i` are `edgeOffsets[i]..<edgeOffsets[i + 1]`.
  ///   - sources: the atom that each edge leaves.
  ///   - bondFeatures: codes of each edge, row by row.
  ///   - vocabulary: what the codes mean, and whether to add self loops.
  /// - Throws: ``TensorError`` for codes, sources or offsets that don't fit each other.
  public init(
    edgeOffsets: [Int32], sources: [Int32], bondFeatures: [Int32], vocabulary: BondVocabulary,
    weighting: EdgeWeighting
  ) throws {
    var incoming = try Segments(offsets: edgeOffsets)
    var (sources, codes) = (sources, try vocabulary.combined(bondFeatures))
    let atomCount = incoming.count
    if let selfLoop = vocabulary.selfLoop {
      guard sources.count == incoming.rowCount, codes.count == sources.count else {
        throw TensorError.shape(
          operation: "MessageGraph", shapes: [[incoming.rowCount], [sources.count], [codes.count]],
          expectation: "a source and a row of codes for each edge")
      }
      var (allSources, allCodes): ([Int32], [Int32]) = ([], [])
      allSources.reserveCapacity(sources.count + atomCount)
      allCodes.reserveCapacity(sources.count + atomCount)
      for atom in 0..<atomCount {
        allSources += sources[incoming[atom]]
        allSources.append(Int32(atom))
        allCodes += codes[incoming[atom]]
        allCodes.append(selfLoop)
      }
      incoming = Segments(lengths: (0..<atomCount).map { incoming[$0].count + 1 })
      (sources, codes) = (allSources, allCodes)
    }
    let plain = try Neighborhood(incoming: incoming, sources: sources, codes: codes)
    neighborhood =
      switch weighting {
      case .sum: plain
      default:
        try Neighborhood(
          incoming: incoming, sources: sources, codes: codes, weights: Self.weights(of: plain, weighting))
      }
  }

  private static func weights(of edges: Neighborhood, _ weighting: EdgeWeighting) -> [Float] {
    let degrees = (0..<edges.nodeCount).map { Float(max(1, edges.incoming[$0].count)) }
    return zip(edges.sources, edges.destinations).map { source, destination in
      switch weighting {
      case .sum: 1
      case .mean: 1 / degrees[Int(destination)]
      case .symmetric: 1 / (degrees[Int(source)] * degrees[Int(destination)]).squareRoot()
      }
    }
  }
}
