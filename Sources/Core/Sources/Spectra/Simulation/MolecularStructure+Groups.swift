internal import Chemistry

extension MolecularStructure {
  func element(_ atom: Int) -> Int { atoms[atom].atomicNumber }

  func bond(_ one: Int, _ other: Int) -> Bond? {
    neighbors[one].first { $0.atom == other }.map { bonds[$0.bond] }
  }

  /// The neighbours at the other end of double bonds.
  func doubled(_ atom: Int) -> [Int] {
    neighbors[atom].filter { bonds[$0.bond].order == .double }.map(\.atom)
  }

  /// Atoms with a double bond to this one and no other neighbour: the oxygen of a carbonyl, those of a sulfone.
  func terminalDouble(_ atom: Int) -> [Int] { doubled(atom).filter { neighbors[$0].count == 1 } }

  private func isDoubled(_ atom: Int, to elements: Set<Int>) -> Bool {
    terminalDouble(atom).contains { elements.contains(element($0)) }
  }

  func isCarbonyl(_ atom: Int) -> Bool { element(atom) == 6 && isDoubled(atom, to: [8]) }
  func isThiocarbonyl(_ atom: Int) -> Bool { element(atom) == 6 && isDoubled(atom, to: [16, 34]) }
  func isSulfonyl(_ atom: Int) -> Bool { [15, 16].contains(element(atom)) && isDoubled(atom, to: [8]) }

  /// An aromatic carbon, or one with a double or triple bond.
  func isUnsaturatedCarbon(_ atom: Int) -> Bool { element(atom) == 6 && (atoms[atom].isAromatic || !isSaturated(atom)) }

  /// Whether all bonds are single.
  func isSaturated(_ atom: Int) -> Bool { neighbors[atom].allSatisfy { bonds[$0.bond].order == .single } }

  /// Hydrogens, be they atoms of the structure or not.
  func hydrogenCount(_ atom: Int) -> Int {
    atoms[atom].hydrogens + neighbors[atom].count { element($0.atom) == 1 }
  }

  /// Neighbours that are no hydrogens.
  func heavyNeighbors(_ atom: Int) -> [Int] { neighbors[atom].map(\.atom).filter { element($0) != 1 } }

  /// The size of the smallest ring that holds the atom.
  func smallestRing(_ atom: Int) -> Int? { rings.filter { $0.contains(atom) }.map(\.count).min() }
}
