internal import CRDKit

/// The atoms, bonds and rings of a molecule as plain values, for rules that walk over them.
public struct MolecularStructure: Sendable, Equatable {
  public struct Atom: Sendable, Equatable {
    public enum Hybridization: Sendable { case sp, sp2, sp3, other }

    /// 0 for a wildcard.
    public let atomicNumber: Int
    public let charge: Int
    /// Hydrogens that are no atoms of the structure.
    public let hydrogens: Int
    public let radicalElectrons: Int
    public let hybridization: Hybridization
    public let isAromatic: Bool
    /// Of the isotope given or else of the most common one, in daltons, without hydrogens.
    public let mass: Double
    /// The same for atoms that nothing but stereochemistry can tell apart.
    public let symmetryClass: Int
  }

  public struct Bond: Sendable, Equatable {
    public enum Order: Sendable { case single, double, triple, aromatic, other }

    public let begin: Int
    public let end: Int
    public let order: Order
    public let isInRing: Bool
    public let stereo: Stereo?

    /// On which side of a double bond two neighbours of its ends stand.
    public struct Stereo: Sendable, Equatable {
      /// A neighbour of ``Bond/begin`` and one of ``Bond/end``.
      public let neighbors: [Int]
      public let isSameSide: Bool
    }

    /// The atom at the other end.
    public func other(than atom: Int) -> Int { atom == begin ? end : begin }
  }

  public struct Neighbor: Sendable, Equatable {
    public let atom: Int
    public let bond: Int
  }

  /// In the order of the molecule's text.
  public let atoms: [Atom]
  public let bonds: [Bond]
  /// The smallest rings, each with its atoms in order.
  public let rings: [[Int]]
  /// The neighbours of each atom, in the order of the bonds.
  public let neighbors: [[Neighbor]]
}

extension Molecule {
  /// The molecule's atoms, bonds and rings.
  public func structure() throws(MoleculeError) -> MolecularStructure {
    var atoms = [crdkit_atom](repeating: crdkit_atom(), count: atomCount)
    var bonds = [crdkit_bond](repeating: crdkit_bond(), count: Int(crdkit_bond_count(handle)))
    var classes = [UInt32](repeating: 0, count: atomCount)
    var entries = [UInt32](repeating: 0, count: Int(crdkit_ring_entry_count(handle)))
    _ = try call("the structure") { crdkit_graph(handle, &atoms, &bonds, &$0) }
    _ = try call("the symmetry") { crdkit_symmetry_classes(handle, &classes, &$0) }
    _ = try call("the rings") { crdkit_rings(handle, &entries, &$0) }

    var rings: [[Int]] = []
    var rest = entries[...]
    while let size = rest.popFirst() {
      rings.append(rest.prefix(Int(size)).map(Int.init))
      rest = rest.dropFirst(Int(size))
    }
    var ringBonds: Set<Set<UInt32>> = []
    for ring in rings {
      for (place, atom) in ring.enumerated() {
        ringBonds.insert([UInt32(atom), UInt32(ring[(place + 1) % ring.count])])
      }
    }
    var neighbors = [[MolecularStructure.Neighbor]](repeating: [], count: atomCount)
    for (index, bond) in bonds.enumerated() {
      neighbors[Int(bond.begin)].append(.init(atom: Int(bond.end), bond: index))
      neighbors[Int(bond.end)].append(.init(atom: Int(bond.begin), bond: index))
    }
    return MolecularStructure(
      atoms: zip(atoms, classes).map { MolecularStructure.Atom($0, symmetryClass: Int($1)) },
      bonds: bonds.map { MolecularStructure.Bond($0, isInRing: ringBonds.contains([$0.begin, $0.end])) },
      rings: rings, neighbors: neighbors)
  }
}

extension MolecularStructure.Atom {
  fileprivate init(_ atom: crdkit_atom, symmetryClass: Int) {
    atomicNumber = Int(atom.atomic_number)
    charge = Int(atom.charge)
    hydrogens = Int(atom.hydrogens)
    radicalElectrons = Int(atom.radical_electrons)
    hybridization =
      switch Int(atom.hybridization) {
      case CRDKIT_HYBRIDIZATION_SP: .sp
      case CRDKIT_HYBRIDIZATION_SP2: .sp2
      case CRDKIT_HYBRIDIZATION_SP3: .sp3
      default: .other
      }
    isAromatic = atom.is_aromatic != 0
    mass = atom.mass
    self.symmetryClass = symmetryClass
  }
}

extension MolecularStructure.Bond {
  fileprivate init(_ bond: crdkit_bond, isInRing: Bool) {
    begin = Int(bond.begin)
    end = Int(bond.end)
    order =
      switch Int(bond.type) {
      case CRDKIT_BOND_SINGLE: .single
      case CRDKIT_BOND_DOUBLE: .double
      case CRDKIT_BOND_TRIPLE: .triple
      case CRDKIT_BOND_AROMATIC: .aromatic
      default: .other
      }
    self.isInRing = isInRing
    let isSameSide: Bool? =
      switch Int(bond.stereo) {
      case CRDKIT_STEREO_Z, CRDKIT_STEREO_CIS: true
      case CRDKIT_STEREO_E, CRDKIT_STEREO_TRANS: false
      default: nil
      }
    stereo = isSameSide.flatMap {
      bond.stereo_begin == UInt32.max || bond.stereo_end == UInt32.max
        ? nil : Stereo(neighbors: [Int(bond.stereo_begin), Int(bond.stereo_end)], isSameSide: $0)
    }
  }
}
