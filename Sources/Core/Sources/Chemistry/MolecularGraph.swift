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
    let bondCount = Int(crdkit_bond_count(handle))
    var atoms = [crdkit_atom](repeating: crdkit_atom(), count: atomCount)
    var bonds = [crdkit_bond](repeating: crdkit_bond(), count: bondCount)
    _ = try call("the graph") { crdkit_graph(handle, &atoms, &bonds, &$0) }

    var atomCodes: [UInt8] = []
    atomCodes.reserveCapacity(atomCount * features.atomVocabulary.count)
    for atom in atoms { features.append(atom, to: &atomCodes) }

    var offsets = [UInt32](repeating: 0, count: atomCount + 1)
    for bond in bonds {
      offsets[Int(bond.begin) + 1] += 1
      offsets[Int(bond.end) + 1] += 1
    }
    for atom in 0..<atomCount { offsets[atom + 1] += offsets[atom] }

    // An insertion sort within each destination: it has a handful of edges.
    var edges = [(source: UInt16, bond: UInt32)](repeating: (0, 0), count: 2 * bondCount)
    var ends = Array(offsets.dropLast())
    func insert(_ bond: Int, from source: UInt32, to destination: UInt32) {
      let first = Int(offsets[Int(destination)])
      var place = Int(ends[Int(destination)])
      while place > first, edges[place - 1].source > source {
        edges[place] = edges[place - 1]
        place -= 1
      }
      edges[place] = (UInt16(source), UInt32(bond))
      ends[Int(destination)] += 1
    }
    for (index, bond) in bonds.enumerated() {
      insert(index, from: bond.begin, to: bond.end)
      insert(index, from: bond.end, to: bond.begin)
    }

    var bondCodes: [UInt8] = []
    bondCodes.reserveCapacity(edges.count * features.bondVocabulary.count)
    for edge in edges { features.append(bonds[Int(edge.bond)], to: &bondCodes) }
    return MolecularGraph(
      features: features, atomCodes: atomCodes, bondCodes: bondCodes, sources: edges.map(\.source),
      incomingOffsets: offsets)
  }
}
