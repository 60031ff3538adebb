internal import Chemistry

/// What bands are tabulated for.
enum FunctionalGroup: CaseIterable {
  case amine, hydroxyl, alkyne, alkene, alkyl, methyl, thiol
  case nitrile, carbonCarbonTriple, carbonyl, carbonCarbonDouble, imine, azo, aromaticAzo, nitro, thiocarbonyl
  case benzeneRing, ether, aromaticThioether, aliphaticThioether, peroxide, disulfide
  case chloride, bromide, iodide, carbonChain

  /// The atoms of each place where a molecule has the group.
  func sites(in molecule: MolecularStructure) -> [[Int]] {
    switch self {
    case .amine: molecule.atoms { $0.atomicNumber == 7 && $0.hydrogens > 0 }
    case .hydroxyl: molecule.atoms { $0.atomicNumber == 8 && $0.hydrogens > 0 }
    case .alkyne: molecule.atoms { $0.atomicNumber == 6 && $0.hydrogens > 0 && $0.hybridization == .sp }
    case .alkene: molecule.atoms { $0.atomicNumber == 6 && $0.hydrogens > 0 && $0.hybridization == .sp2 }
    case .alkyl: molecule.atoms { $0.atomicNumber == 6 && $0.hydrogens > 0 && $0.hybridization == .sp3 }
    case .methyl: molecule.atoms { $0.atomicNumber == 6 && $0.hydrogens == 3 && $0.hybridization == .sp3 }
    case .thiol: molecule.atoms { $0.atomicNumber == 16 && $0.hydrogens > 0 }
    case .nitrile: molecule.bonds(.triple, 6, 7)
    case .carbonCarbonTriple: molecule.bonds(.triple, 6, 6)
    case .carbonyl: molecule.bonds(.double, 6, 8)
    case .carbonCarbonDouble: molecule.bonds(.double, 6, 6)
    case .imine: molecule.bonds(.double, 6, 7)
    case .azo: molecule.bonds(.double, 7, 7).filter { !molecule.isBesideAromatic($0) }
    case .aromaticAzo: molecule.bonds(.double, 7, 7).filter(molecule.isBesideAromatic)
    case .nitro: molecule.atoms.indices.filter(molecule.isNitro).map { [$0] }
    case .thiocarbonyl: molecule.bonds(.double, 6, 16)
    case .benzeneRing:
      molecule.rings.filter { ring in
        ring.count == 6 && ring.allSatisfy { molecule.atoms[$0].isAromatic && molecule.atoms[$0].atomicNumber == 6 }
      }
    case .ether:
      molecule.atoms.indices.filter { atom in
        molecule.atoms[atom].atomicNumber == 8 && !molecule.atoms[atom].isAromatic
          && molecule.neighbors[atom].count == 2
          && molecule.neighbors[atom].allSatisfy { molecule.atoms[$0.atom].atomicNumber == 6 }
      }.map { [$0] }
    case .aromaticThioether: molecule.bonds(.single, 6, 16).filter(molecule.isBesideAromatic)
    case .aliphaticThioether: molecule.bonds(.single, 6, 16).filter { !molecule.isBesideAromatic($0) }
    case .peroxide: molecule.bonds(.single, 8, 8)
    case .disulfide: molecule.bonds(.single, 16, 16)
    case .chloride: molecule.bonds(.single, 6, 17)
    case .bromide: molecule.bonds(.single, 6, 35)
    case .iodide: molecule.bonds(.single, 6, 53)
    case .carbonChain:
      molecule.bonds(.single, 6, 6).filter { $0.allSatisfy { molecule.atoms[$0].hybridization == .sp3 } }
    }
  }
}

extension MolecularStructure {
  fileprivate func atoms(_ isMember: (Atom) -> Bool) -> [[Int]] {
    atoms.indices.filter { isMember(atoms[$0]) }.map { [$0] }
  }

  fileprivate func bonds(_ order: Bond.Order, _ first: Int, _ second: Int) -> [[Int]] {
    bonds.filter { bond in
      let elements = [atoms[bond.begin].atomicNumber, atoms[bond.end].atomicNumber]
      return bond.order == order && (elements == [first, second] || elements == [second, first])
    }.map { [$0.begin, $0.end] }
  }

  /// Whether one of the atoms, or one of their neighbours, is aromatic.
  fileprivate func isBesideAromatic(_ site: [Int]) -> Bool {
    site.contains { atom in atoms[atom].isAromatic || neighbors[atom].contains { atoms[$0.atom].isAromatic } }
  }

  /// A nitrogen with two oxygens that have no other neighbour, one of them by a double bond.
  fileprivate func isNitro(_ atom: Int) -> Bool {
    let oxygens = neighbors[atom].filter { neighbor in
      atoms[neighbor.atom].atomicNumber == 8 && atoms[neighbor.atom].hydrogens == 0
        && neighbors[neighbor.atom].count == 1
    }
    return atoms[atom].atomicNumber == 7 && neighbors[atom].count == 3 && oxygens.count == 2
      && oxygens.contains { bonds[$0.bond].order == .double }
  }
}
