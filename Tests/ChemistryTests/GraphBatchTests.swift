import Chemistry
import Testing

@Suite("GraphBatch")
struct GraphBatchTests {
  static func graphs(_ smiles: [String], _ features: GraphFeatures = .ogb) throws -> [MolecularGraph] {
    try smiles.map { try Molecule(smiles: $0).graph(features: features) }
  }

  /// Ethanol, a lone atom, a salt without a bond, ethane; written out by hand.
  @Test func smallBatch() throws {
    let batch = try GraphBatch(Self.graphs(["CCO", "C", "[Na+].[Cl-]", "CC"], .released))
    #expect(batch.features == .released)
    #expect((batch.graphCount, batch.atomCount, batch.edgeCount) == (4, 8, 6))
    #expect(batch.atomFeatures == [5, 0, 5, 0, 7, 0, 5, 0, 10, 0, 16, 0, 5, 0, 5, 0])
    #expect(batch.bondFeatures == [Int32](repeating: 0, count: 12))
    #expect(batch.sources == [1, 0, 2, 1, 7, 6])
    #expect(batch.destinations == [0, 1, 1, 2, 6, 7])
    #expect(batch.atomOffsets == [0, 3, 4, 6, 8])
    #expect(batch.edgeOffsets == [0, 1, 3, 4, 4, 4, 4, 5, 6])
    #expect(batch.graphOfAtom == [0, 0, 0, 1, 2, 2, 3, 3])
  }

  @Test(arguments: ["C", "[Na+].[Cl-]", "*"], GraphFeatures.allCases)
  func withoutBonds(_ smiles: String, _ features: GraphFeatures) throws {
    let batch = try GraphBatch(Self.graphs([smiles], features))
    #expect(batch.edgeCount == 0)
    #expect(batch.sources.isEmpty && batch.destinations.isEmpty && batch.bondFeatures.isEmpty)
    #expect(batch.edgeOffsets == [Int32](repeating: 0, count: batch.atomCount + 1))
    #expect(batch.atomFeatures.count == batch.atomCount * features.atomVocabulary.count)
  }

  /// Every graph of a batch reads back as it was.
  @Test(arguments: GraphFeatures.allCases)
  func everyGraphIsKept(_ features: GraphFeatures) throws {
    let graphs = try Self.graphs(Reference.molecules.map(\.smiles), features)
    let batch = try GraphBatch(graphs)
    #expect(batch.graphCount == graphs.count)
    for (index, graph) in graphs.enumerated() {
      let atoms = Int(batch.atomOffsets[index])..<Int(batch.atomOffsets[index + 1])
      let edges = Int(batch.edgeOffsets[atoms.lowerBound])..<Int(batch.edgeOffsets[atoms.upperBound])
      let first = Int32(atoms.lowerBound)
      let (atomWidth, bondWidth) = (features.atomVocabulary.count, features.bondVocabulary.count)
      #expect(
        batch.atomFeatures[atoms.lowerBound * atomWidth..<atoms.upperBound * atomWidth].map(UInt8.init)
          == graph.atomCodes)
      #expect(
        batch.bondFeatures[edges.lowerBound * bondWidth..<edges.upperBound * bondWidth].map(UInt8.init)
          == graph.bondCodes)
      #expect(batch.sources[edges].map { UInt16($0 - first) } == graph.sources)
      #expect(batch.destinations[edges].allSatisfy { atoms.contains(Int($0)) })
      #expect(batch.graphOfAtom[atoms].allSatisfy { $0 == index })
      for atom in atoms {
        let incoming = Int(batch.edgeOffsets[atom])..<Int(batch.edgeOffsets[atom + 1])
        #expect(batch.destinations[incoming].allSatisfy { $0 == atom })
      }
    }
  }

  @Test func refusals() throws {
    #expect(throws: MoleculeError.emptyBatch) { try GraphBatch([]) }
    let mixed = try Self.graphs(["C"], .ogb) + Self.graphs(["C"], .released)
    let error = #expect(throws: MoleculeError.self) { try GraphBatch(mixed) }
    #expect(error?.description == "graph 1 of the batch has released features, but graph 0 has ogb")
  }

  /// Beyond 256 atoms the numbers of a packed graph take two bytes.
  @Test func longChain() throws {
    let graph = try Molecule(smiles: String(repeating: "C", count: 300)).graph(features: .ogb)
    let batch = try GraphBatch([graph, graph])
    #expect(batch.sources.prefix(graph.edgeCount).map { UInt16($0) } == graph.sources)
    #expect(batch.sources.suffix(graph.edgeCount).map { UInt16($0 - 300) } == graph.sources)
    #expect(graph.packed.count == 8 + 300 * 6 + graph.edgeCount * 3)
  }

  /// Bytes that are no graph, and graphs whose numbers contradict each other, are refused.
  @Test func damagedBytes() throws {
    let packed = try Self.graphs(["CCO"])[0].packed
    // 3 atoms, 4 edges: 8 bytes, 12 of atoms, 3 of degrees, 4 of sources, 4 of bonds.
    #expect(packed.count == 31)
    func batch(_ bytes: [UInt8], _ place: Range<Int>? = nil) throws {
      try bytes.withUnsafeBytes { bytes in
        _ = try GraphBatch(packed: bytes, at: [place ?? 0..<bytes.count], features: .ogb)
      }
    }
    try batch(packed)
    var tooManyEdges = packed
    tooManyEdges[20] = 200
    var noSuchAtom = packed
    noSuchAtom[23] = 3
    var largerCount = packed
    largerCount[1] = 255
    for bytes in [tooManyEdges, noSuchAtom, largerCount, Array(packed.dropLast()), []] {
      #expect(throws: MoleculeError.damagedGraph(index: 0)) { try batch(bytes) }
    }
    #expect(throws: MoleculeError.damagedGraph(index: 0)) { try batch(packed, 0..<32) }
    #expect(throws: MoleculeError.damagedGraph(index: 0)) { try batch(packed, -1..<30) }
  }
}
