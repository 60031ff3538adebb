/// Several molecular graphs as one graph without edges between them, laid out for segment operations.
///
/// Atoms are numbered through the batch, graph by graph, and edges are sorted by destination, then by source.
public struct GraphBatch: Sendable {
  /// What the codes mean.
  public let features: GraphFeatures
  /// The number of graphs.
  public let graphCount: Int
  /// The number of atoms of all graphs.
  public let atomCount: Int
  /// The number of directed edges of all graphs.
  public let edgeCount: Int
  /// Codes, `atomCount` × `features.atomVocabulary.count`, row by row.
  public let atomFeatures: [Int32]
  /// Codes, `edgeCount` × `features.bondVocabulary.count`, row by row.
  public let bondFeatures: [Int32]
  /// The atom that each edge leaves.
  public let sources: [Int32]
  /// The atom that each edge enters; ascending.
  public let destinations: [Int32]
  /// Graph `g` has the atoms `atomOffsets[g]..<atomOffsets[g + 1]`; `graphCount` + 1 numbers.
  public let atomOffsets: [Int32]
  /// The edges that enter atom `i` are `edgeOffsets[i]..<edgeOffsets[i + 1]`; `atomCount` + 1 numbers.
  public let edgeOffsets: [Int32]
  /// The graph that each atom belongs to; ascending.
  public let graphOfAtom: [Int32]

  /// Joins graphs in their order.
  ///
  /// - Throws: ``MoleculeError/emptyBatch``, or ``MoleculeError/mixedFeatures(index:expected:found:)``.
  public init(_ graphs: [MolecularGraph]) throws(MoleculeError) {
    guard let features = graphs.first?.features else { throw .emptyBatch }
    if let index = graphs.firstIndex(where: { $0.features != features }) {
      throw .mixedFeatures(index: index, expected: features, found: graphs[index].features)
    }
    let atomCount = graphs.reduce(0) { $0 + $1.atomCount }
    let edgeCount = graphs.reduce(0) { $0 + $1.edgeCount }
    let atomWidth = features.atomVocabulary.count
    let bondWidth = features.bondVocabulary.count

    atomFeatures = filled(atomCount * atomWidth) { all in
      var place = 0
      for graph in graphs { widen(graph.atomCodes, adding: 0, into: all, at: &place) }
    }
    bondFeatures = filled(edgeCount * bondWidth) { all in
      var place = 0
      for graph in graphs { widen(graph.bondCodes, adding: 0, into: all, at: &place) }
    }
    let atomOffsets = filled(graphs.count + 1) { all in
      all[0] = 0
      for (index, graph) in graphs.enumerated() { all[index + 1] = all[index] + Int32(graph.atomCount) }
    }
    sources = filled(edgeCount) { all in
      var place = 0
      for (index, graph) in graphs.enumerated() {
        widen(graph.sources, adding: atomOffsets[index], into: all, at: &place)
      }
    }
    let edgeOffsets = filled(atomCount + 1) { all in
      var place = 0
      var first: Int32 = 0
      for graph in graphs {
        // Every graph's last offset is the next one's first.
        widen(graph.incomingOffsets, adding: first, into: all, at: &place)
        first += Int32(graph.edgeCount)
        place -= 1
      }
    }
    destinations = filled(edgeCount) { all in
      for atom in 0..<atomCount {
        for edge in Int(edgeOffsets[atom])..<Int(edgeOffsets[atom + 1]) { all[edge] = Int32(atom) }
      }
    }
    graphOfAtom = filled(atomCount) { all in
      for graph in graphs.indices {
        for atom in Int(atomOffsets[graph])..<Int(atomOffsets[graph + 1]) { all[atom] = Int32(graph) }
      }
    }
    self.features = features
    self.graphCount = graphs.count
    self.atomCount = atomCount
    self.edgeCount = edgeCount
    self.atomOffsets = atomOffsets
    self.edgeOffsets = edgeOffsets
  }
}

/// An array whose every element `fill` sets.
private func filled(_ count: Int, _ fill: (UnsafeMutableBufferPointer<Int32>) -> Void) -> [Int32] {
  Array(unsafeUninitializedCapacity: count) { buffer, initialized in
    fill(UnsafeMutableBufferPointer(rebasing: buffer[..<count]))
    initialized = count
  }
}

/// Writes small integers, each plus `first`, from `place` on and moves `place` behind them.
@inline(__always)
private func widen(
  _ values: [some FixedWidthInteger], adding first: Int32, into all: UnsafeMutableBufferPointer<Int32>,
  at place: inout Int
) {
  let start = place
  precondition(start + values.count <= all.count, "a graph whose arrays don't fit its counts")
  values.withUnsafeBufferPointer { values in
    for index in values.indices { all[start + index] = first &+ Int32(truncatingIfNeeded: values[index]) }
  }
  place += values.count
}
