internal import Chemistry

/// 13C and 1H shifts of aromatic carbons: those of the parent, ``AromaticParents``, and the increments of what stands on
/// it, those of benzene in every ring.
struct AromaticShifts {
  private let structure: MolecularStructure
  private var parents: [Int: AromaticParents.Shifts] = [:]
  /// Rings all of whose atoms are aromatic.
  private let rings: [[Int]]
  private var system: [Int: Int] = [:]

  init(_ structure: MolecularStructure) {
    self.structure = structure
    rings = structure.rings.filter { $0.allSatisfy { structure.atoms[$0].isAromatic } }
    for (index, aromatic) in AromaticSystem.all(in: structure).enumerated() {
      for member in aromatic.members { system[member] = index }
      if let shifts = AromaticParents.shifts(of: aromatic, in: structure) { parents.merge(shifts) { old, _ in old } }
    }
  }

  /// In ppm; the atom is an aromatic carbon.
  func carbon(_ atom: Int) -> Double {
    let base = parents[atom]?.carbon ?? carbonOfUnknownParent(atom)
    return base + increments(on: atom) { kind, place in kind.carbon.benzene[place] }
  }

  /// In ppm; the atom is an aromatic carbon with a hydrogen.
  func proton(_ atom: Int) -> Double {
    let base = parents[atom]?.proton ?? protonOfUnknownParent(atom)
    return base + increments(on: atom) { kind, place in place == 0 ? 0 : kind.proton.benzene[place - 1] }
  }

  /// The sum over the groups that stand on the atom's rings; a place is 0 for ipso, 1 for ortho, 2 for meta, 3 for para.
  private func increments(on atom: Int, _ increment: (Substituent, Int) -> Double) -> Double {
    var sum = 0.0
    var counted: Set<Int> = []
    for ring in rings {
      guard let start = ring.firstIndex(of: atom) else { continue }
      for step in ring.indices {
        let member = ring[(start + step) % ring.count]
        guard counted.insert(member).inserted, structure.element(member) == 6 else { continue }
        let place = min(step, ring.count - step)
        // In rings of more than seven members the tables have no place for what lies further off.
        if place > 3 { continue }
        for neighbor in structure.heavyNeighbors(member) where system[neighbor] != system[member] {
          sum += increment(structure.substituent(neighbor, of: member).kind, place)
        }
      }
    }
    return sum
  }

  /// Benzene or a five-membered ring, and what nitrogens in the ring do to it: the shifts of the azines and azoles less
  /// those of benzene, pyrrole, furan and thiophene.
  private func carbonOfUnknownParent(_ atom: Int) -> Double {
    if structure.isCarbonyl(atom) || structure.isThiocarbonyl(atom) {
      let hetero = structure.heavyNeighbors(atom).count { [7, 8].contains(structure.element($0)) } - 1
      return structure.isThiocarbonyl(atom) ? 178 : hetero >= 2 ? 152 : hetero == 1 ? 161 : 176
    }
    guard let ring = rings.filter({ $0.contains(atom) }).max(by: { $0.count < $1.count }),
      let start = ring.firstIndex(of: atom)
    else { return 128.5 }
    let places = ring.indices.map { step -> (element: Int, place: Int, isDonor: Bool, isOxo: Bool) in
      let member = ring[(start + step) % ring.count]
      let element = structure.element(member)
      let connections = structure.neighbors[member].count + structure.atoms[member].hydrogens
      return (
        element, min(step, ring.count - step), [8, 16, 34].contains(element) || element == 7 && connections > 2,
        structure.isCarbonyl(member)
      )
    }
    let isFused = rings.count { $0.contains(atom) } > 1
    if ring.count == 5, let donor = places.first(where: \.isDonor) {
      var shift: Double
      switch (donor.element, donor.place) {
      case (7, 1): shift = 119
      case (7, _): shift = 108
      case (8, 1): shift = 143
      case (8, _): shift = 110
      case (_, 1): shift = 126
      default: shift = 127
      }
      let azas = places.filter { !$0.isDonor && $0.element == 7 }
      let near = azas.count { $0.place == 1 }
      shift += donor.place == 1 ? 14 * Double(near) : 22 * Double(near)
      shift -= 2 * Double(azas.count - near)
      return isFused ? shift + 8 : shift
    }
    var shift = 128.5
    for other in places where other.place > 0 {
      if other.isDonor {
        shift += [0, 9, -10, 2][min(other.place, 3)]
      } else if other.element == 7 {
        shift += [0, 19, -4.8, 7.4][min(other.place, 3)]
      } else if other.isOxo {
        shift += [0, -8, 8, -6][min(other.place, 3)]
      }
    }
    if places.count(where: { $0.place == 1 && $0.element == 7 }) == 2 { shift -= 9 }
    return isFused ? shift + 2 : shift
  }

  private func protonOfUnknownParent(_ atom: Int) -> Double {
    guard let ring = rings.first(where: { $0.contains(atom) }), let start = ring.firstIndex(of: atom) else {
      return 7.26
    }
    var shift = ring.count == 5 ? 6.6 : 7.4
    for step in ring.indices {
      let member = ring[(start + step) % ring.count]
      let place = min(step, ring.count - step)
      switch structure.element(member) {
      case 7: shift += [0, 0.9, 0.1, 0.3][min(place, 3)]
      case 8, 16, 34: shift += [0, 0.7, 0.1, 0][min(place, 3)]
      default: if structure.isCarbonyl(member) { shift += [0, -0.8, 0, -0.4][min(place, 3)] }
      }
    }
    return shift
  }
}
