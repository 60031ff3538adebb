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
    var bytes: [UInt8] = []
    let places = graphs.map { graph in
      let start = bytes.count
      bytes += graph.packed
      return start..<bytes.count
    }
    let joined = bytes.withUnsafeBytes { bytes in
      Result { () throws(MoleculeError) in try GraphBatch(packed: bytes, at: places, features: features) }
    }
    self = try joined.get()
  }

  /// Joins graphs that lie packed in memory, in their order.
  ///
  /// - Parameters:
  ///   - bytes: the memory, for instance of a mapped file.
  ///   - places: where the bytes of each graph lie, each as ``MolecularGraph/packed`` made them.
  ///   - features: what their codes mean.
  /// - Throws: ``MoleculeError/emptyBatch``, or ``MoleculeError/damagedGraph(index:)`` for bytes that are no graph.
  public init(
    packed bytes: UnsafeRawBufferPointer, at places: [Range<Int>], features: GraphFeatures
  ) throws(MoleculeError) {
    if places.isEmpty { throw .emptyBatch }
    var graphs: [PackedGraphView] = []
    graphs.reserveCapacity(places.count)
    for (index, place) in places.enumerated() {
      guard place.lowerBound >= 0, place.upperBound <= bytes.count,
        let graph = PackedGraphView(UnsafeRawBufferPointer(rebasing: bytes[place]))
      else { throw .damagedGraph(index: index) }
      graphs.append(graph)
    }
    let atomCount = graphs.reduce(0) { $0 + $1.atomCount }
    let edgeCount = graphs.reduce(0) { $0 + $1.edgeCount }
    let atomWidth = features.atomVocabulary.count
    let bondWidth = features.bondVocabulary.count

    atomFeatures = filled(atomCount * atomWidth) { codes in
      var codes = codes
      PackedGraph.fields(features.atomVocabulary).withUnsafeBufferPointer { fields in
        for graph in graphs { graph.writeAtoms(fields, to: &codes) }
      }
    }
    bondFeatures = filled(edgeCount * bondWidth) { codes in
      var codes = codes
      PackedGraph.fields(features.bondVocabulary).withUnsafeBufferPointer { fields in
        for graph in graphs { graph.writeBonds(fields, to: &codes) }
      }
    }
    let atomOffsets = filled(graphs.count + 1) { all in
      all[0] = 0
      for (index, graph) in graphs.enumerated() { all[index + 1] = all[index] + Int32(graph.atomCount) }
    }
    var damaged: Int?
    sources = filled(edgeCount) { all in
      var all = all
      for (index, graph) in graphs.enumerated() {
        if !graph.writeSources(to: all, first: atomOffsets[index]) { damaged = index }
        all += graph.edgeCount
      }
    }
    let edgeOffsets = filled(atomCount + 1) { all in
      all[0] = 0
      var (ends, first) = (all + 1, Int32(0))
      for (index, graph) in graphs.enumerated() {
        if !graph.writeEnds(to: ends, first: first) { damaged = index }
        ends += graph.atomCount
        first += Int32(graph.edgeCount)
      }
    }
    // Before the offsets are trusted.
    if let damaged { throw .damagedGraph(index: damaged) }
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
private func filled(_ count: Int, _ fill: (UnsafeMutablePointer<Int32>) -> Void) -> [Int32] {
  Array(unsafeUninitializedCapacity: count) { buffer, initialized in
    // No address, no elements.
    if let start = buffer.baseAddress { fill(start) }
    initialized = count
  }
}
