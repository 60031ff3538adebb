internal import Chemistry

/// Atoms joined by aromatic bonds, with the atoms that are double-bonded to them.
struct AromaticSystem {
  /// In the molecule's order.
  let members: [Int]

  /// The aromatic systems of a molecule.
  static func all(in structure: MolecularStructure) -> [AromaticSystem] {
    var seen: Set<Int> = []
    var systems: [AromaticSystem] = []
    for start in structure.atoms.indices where structure.atoms[start].isAromatic && !seen.contains(start) {
      var (members, waiting): ([Int], [Int]) = ([], [start])
      seen.insert(start)
      while let atom = waiting.popLast() {
        members.append(atom)
        for neighbor in structure.neighbors[atom] where structure.bonds[neighbor.bond].order == .aromatic {
          if seen.insert(neighbor.atom).inserted { waiting.append(neighbor.atom) }
        }
      }
      members += members.flatMap { structure.doubled($0) }
      systems.append(AromaticSystem(members: members.sorted()))
    }
    return systems
  }

  /// A number for each member that only depends on the system, without its substituents, and on the member's place.
  /// - Parameter distinguishesNH: whether a hydrogen on a nitrogen counts for something else than a substituent.
  func colors(in structure: MolecularStructure, distinguishesNH: Bool) -> [Int: UInt64] {
    let inside = Set(members)
    var colors: [Int: UInt64] = [:]
    for member in members {
      let atom = structure.atoms[member]
      let isConnectedOutside = structure.neighbors[member].count + atom.hydrogens > 2
      var kind: UInt64 = 0
      if atom.atomicNumber == 7, isConnectedOutside {
        let isOxide = structure.neighbors[member].contains { structure.atoms[$0.atom].charge < 0 }
        kind = isOxide ? 3 : distinguishesNH && atom.hydrogens > 0 ? 2 : 1
      }
      colors[member] = mixed([
        UInt64(atom.atomicNumber), UInt64(bitPattern: Int64(atom.charge)), atom.isAromatic ? 1 : 0, kind,
      ])
    }
    // As many rounds as the longest way through the systems of the table.
    for _ in 0..<min(members.count, 16) {
      colors = colors.reduce(into: [:]) { next, entry in
        let around = structure.neighbors[entry.key].map(\.atom).filter(inside.contains).map { colors[$0, default: 0] }
        next[entry.key] = mixed([entry.value] + around.sorted())
      }
    }
    let whole = mixed(colors.values.sorted())
    return colors.mapValues { mixed([$0, whole]) }
  }

  private func mixed(_ values: [UInt64]) -> UInt64 {
    // FNV-1a over whole words, with a rotation so that high bits come down.
    values.reduce(0xcbf2_9ce4_8422_2325) {
      let product = ($0 ^ $1) &* 0x0000_0100_0000_01b3
      return (product ^ (product >> 29)) &* 0x9e37_79b9_7f4a_7c15
    }
  }
}

extension AromaticParents {
  struct Shifts {
    let carbon: Double
    let proton: Double?
  }

  /// The shifts of the parent by the colour of an atom, ``AromaticSystem/colors(in:distinguishesNH:)``.
  private static let known: (distinguished: [UInt64: Shifts], plain: [UInt64: Shifts]) = {
    var (distinguished, plain): ([UInt64: Shifts], [UInt64: Shifts]) = ([:], [:])
    for parent in table {
      guard let structure = try? Molecule(smiles: parent.smiles).structure(),
        let system = AromaticSystem.all(in: structure).first
      else { continue }
      let exact = system.colors(in: structure, distinguishesNH: true)
      let loose = system.colors(in: structure, distinguishesNH: false)
      var (carbons, protons) = (parent.carbons[...], parent.protons[...])
      for member in system.members where structure.element(member) == 6 {
        guard let carbon = carbons.popFirst() else { break }
        let shifts = Shifts(
          carbon: carbon, proton: structure.hydrogenCount(member) > 0 ? protons.popFirst() : nil)
        if let color = exact[member], distinguished[color] == nil { distinguished[color] = shifts }
        if let color = loose[member], plain[color] == nil { plain[color] = shifts }
      }
    }
    return (distinguished, plain)
  }()

  /// The shifts of the parent's carbons that correspond to those of the system; `nil` where the table lacks the parent.
  static func shifts(of system: AromaticSystem, in structure: MolecularStructure) -> [Int: Shifts]? {
    for (isDistinguished, shifts) in [(true, known.distinguished), (false, known.plain)] {
      let colors = system.colors(in: structure, distinguishesNH: isDistinguished)
      let found = colors.compactMapValues { shifts[$0] }
      if !found.isEmpty { return found }
    }
    return nil
  }
}
