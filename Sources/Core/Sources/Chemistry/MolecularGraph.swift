internal import CRDKit

/// A molecule as a graph of coded atoms and bonds, small enough to keep a whole data set in memory.
///
/// Every bond is two directed edges. Edges are sorted by destination, then by source, so the edges that enter atom `i`
/// are `incomingOffsets[i]..<incomingOffsets[i + 1]`.
public struct MolecularGraph: Hashable, Sendable {
  /// What the codes mean.
  public let features: GraphFeatures
  /// Codes, atoms × `features.atomVocabulary.count`, row by row.
  public let atomCodes: [UInt8]
  /// Codes, edges × `features.bondVocabulary.count`, row by row.
  public let bondCodes: [UInt8]
  /// The atom that each edge leaves.
  public let sources: [UInt16]
  /// Where the edges that enter an atom start; one more than there are atoms.
  public let incomingOffsets: [UInt32]

  /// The number of atoms.
  public var atomCount: Int { incomingOffsets.count - 1 }
  /// The number of directed edges, twice that of bonds.
  public var edgeCount: Int { sources.count }
}

extension Molecule {
  /// The molecule's graph, atoms in the order of its text.
  public func graph(features: GraphFeatures) throws(MoleculeError) -> MolecularGraph {
    try graph(features: features, places: nil)
  }

  /// The graph with atoms in the order of the canonical SMILES, which is the same for every spelling of the molecule: that
  /// of ``canonicalized()``, but most molecules need not be read a second time for it.
  public func canonicalGraph(features: GraphFeatures) throws(MoleculeError) -> MolecularGraph {
    // A larger one is not read back by `canonicalized` either.
    guard atomCount <= MoleculeLimits.standard.maximumAtoms else { return try graph(features: features) }
    var places = [UInt32](repeating: 0, count: atomCount)
    var isReorderingOnly: Int32 = 0
    _ = try call("the canonical SMILES") { crdkit_canonical_order(handle, &places, &isReorderingOnly, &$0) }
    return try isReorderingOnly != 0
      ? graph(features: features, places: places) : canonicalized().graph(features: features)
  }

  /// - Parameter places: where each atom comes to stand; `nil` for where it stands.
  private func graph(features: GraphFeatures, places: [UInt32]?) throws(MoleculeError) -> MolecularGraph {
    let bondCount = Int(crdkit_bond_count(handle))
    var atoms = [crdkit_atom](repeating: crdkit_atom(), count: atomCount)
    var bonds = [crdkit_bond](repeating: crdkit_bond(), count: bondCount)
    _ = try call("the graph") { crdkit_graph(handle, &atoms, &bonds, &$0) }
    if let places {
      let found = atoms
      for atom in 0..<atomCount { atoms[Int(places[atom])] = found[atom] }
      for bond in 0..<bondCount {
        bonds[bond].begin = places[Int(bonds[bond].begin)]
        bonds[bond].end = places[Int(bonds[bond].end)]
      }
    }

    var atomCodes: [UInt8] = []
    atomCodes.reserveCapacity(atomCount * features.atomWidth)
    for atom in atoms { features.append(atom, to: &atomCodes) }

    var offsets = [UInt32](repeating: 0, count: atomCount + 1)
    for bond in bonds {
      offsets[Int(bond.begin) + 1] += 1
      offsets[Int(bond.end) + 1] += 1
    }
    for atom in 0..<atomCount { offsets[atom + 1] += offsets[atom] }

    // An insertion sort within each destination: it has a handful of edges.
    var sources = [UInt16](repeating: 0, count: 2 * bondCount)
    var bondOfEdge = [UInt32](repeating: 0, count: 2 * bondCount)
    var ends = offsets
    func insert(_ bond: Int, from source: UInt32, to destination: UInt32) {
      let first = Int(offsets[Int(destination)])
      var place = Int(ends[Int(destination)])
      while place > first, sources[place - 1] > source {
        sources[place] = sources[place - 1]
        bondOfEdge[place] = bondOfEdge[place - 1]
        place -= 1
      }
      sources[place] = UInt16(source)
      bondOfEdge[place] = UInt32(bond)
      ends[Int(destination)] += 1
    }
    for (index, bond) in bonds.enumerated() {
      insert(index, from: bond.begin, to: bond.end)
      insert(index, from: bond.end, to: bond.begin)
    }

    var bondCodes: [UInt8] = []
    bondCodes.reserveCapacity(bondOfEdge.count * features.bondWidth)
    for bond in bondOfEdge { features.append(bonds[Int(bond)], to: &bondCodes) }
    return MolecularGraph(
      features: features, atomCodes: atomCodes, bondCodes: bondCodes, sources: sources, incomingOffsets: offsets)
  }
}
