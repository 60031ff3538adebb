internal import Chemistry

/// Energies in eV by which bonds break and charges choose their side.
///
/// Bond energies after Luo, Comprehensive Handbook of Chemical Bond Energies (2007); ionisation energies of radicals and
/// molecules and proton affinities after Lias et al., Gas-Phase Ion and Neutral Thermochemistry, J. Phys. Chem. Ref.
/// Data 17, Suppl. 1 (1988), and Hunter and Lias, ibid. 27, 413 (1998). All are rounded values of simple compounds that
/// stand for their class.
struct IonEnergetics {
  let structure: MolecularStructure
  let bondEnergies: [Double]
  private let protonAffinities: [Double]

  /// What a new double bond, or the third bond of carbon monoxide, gives back.
  static let doubleBondGain = 2.7, carbonMonoxideGain = 3.0
  /// What has to be paid above the balance where a hydrogen moves.
  static let hydrogenShiftBarrier = 0.4

  init(_ structure: MolecularStructure) {
    self.structure = structure
    bondEnergies = structure.bonds.map { Self.bondEnergy($0, in: structure) }
    protonAffinities = structure.atoms.indices.map { Self.protonAffinity($0, in: structure) }
  }

  // MARK: Bonds

  private static func bondEnergy(_ bond: MolecularStructure.Bond, in structure: MolecularStructure) -> Double {
    let ends = [bond.begin, bond.end].sorted { structure.element($0) < structure.element($1) }
    let (one, other) = (ends[0], ends[1])
    let relief =
      radicalRelief(one, apartFrom: other, in: structure) + radicalRelief(other, apartFrom: one, in: structure)
    let aryls = ends.count { structure.isUnsaturatedCarbon($0) && !structure.isCarbonyl($0) }
    let acyls = ends.count { structure.isCarbonyl($0) }
    switch (structure.element(one), structure.element(other)) {
    case (6, 6):
      if ends.contains(where: { isTriple($0, structure) }) { return 5.0 - relief }
      return (acyls == 2 ? 3.1 : acyls == 1 ? (aryls == 1 ? 4.2 : 3.7) : aryls == 2 ? 4.9 : aryls == 1 ? 4.4 : 3.85)
        - relief
    case (6, 7):
      if structure.atoms[other].charge > 0 { return (aryls > 0 ? 3.1 : 2.7) - relief }
      return (acyls > 0 ? 4.1 : aryls > 0 ? 4.4 : 3.6) - relief
    case (6, 8): return (acyls > 0 ? 4.4 : aryls > 0 ? 4.7 : 3.8) - relief
    case (6, 9): return aryls > 0 ? 5.4 : 4.8 - relief
    case (6, 14): return 3.8 - relief
    case (6, 15): return 3.2 - relief
    case (6, 16): return (aryls + acyls > 0 ? 3.6 : 3.2) - relief
    case (6, 17): return (aryls > 0 ? 4.2 : 3.65) - relief
    case (6, 35): return (aryls > 0 ? 3.5 : 3.0) - relief
    case (6, 53): return (aryls > 0 ? 2.8 : 2.45) - relief
    case (7, 7): return 2.6 - relief
    case (7, 8): return 2.2
    case (8, 8): return 1.8
    case (8, 14): return 5.3
    case (8, 15): return 4.0
    case (7, 16), (8, 16): return 3.1
    case (16, 16): return 2.7
    default: return 3.3
    }
  }

  private static func isTriple(_ atom: Int, _ structure: MolecularStructure) -> Bool {
    structure.neighbors[atom].contains { structure.bonds[$0.bond].order == .triple }
  }

  /// By how much what stands on a radical's atom weakens the bond that made it: allyl, benzyl, amino, alkoxy, acyl,
  /// and the phenoxyl and anilinyl radicals.
  private static func radicalRelief(_ atom: Int, apartFrom other: Int, in structure: MolecularStructure) -> Double {
    let around = structure.heavyNeighbors(atom).filter { $0 != other }
    guard structure.isSaturated(atom) else { return 0 }
    if [7, 8, 16].contains(structure.element(atom)) {
      return around.contains { structure.isUnsaturatedCarbon($0) && !structure.isCarbonyl($0) } ? 0.7 : 0
    }
    guard structure.element(atom) == 6 else { return 0 }
    let relief = around.reduce(0.0) { sum, neighbor in
      switch structure.element(neighbor) {
      case 6: sum + (structure.isCarbonyl(neighbor) ? 0.25 : structure.isUnsaturatedCarbon(neighbor) ? 0.55 : 0.08)
      case 7: sum + 0.35
      case 8, 16: sum + 0.25
      default: sum + 0.1
      }
    }
    return min(relief, 1.1)
  }

  /// The energy of a bond to hydrogen where breaking it leaves a radical or cation that its neighbours stabilise: benzyl,
  /// allyl, beside nitrogen or oxygen, acyl. Elsewhere `nil`, and where an alkyl group could leave instead, since the
  /// largest group is what leaves (McLafferty and Tureček 1993, section 4.6).
  func hydrogenBond(_ atom: Int) -> Double? {
    guard structure.element(atom) == 6, structure.atoms[atom].hydrogens > 0 else { return nil }
    if structure.isCarbonyl(atom) { return 3.8 }
    let relief = Self.radicalRelief(atom, apartFrom: -1, in: structure)
    let hasAlkyl = structure.heavyNeighbors(atom).contains { structure.element($0) == 6 && structure.isSaturated($0) }
    if relief >= 0.25 { return hasAlkyl ? nil : 4.2 - relief }
    return structure.atoms[atom].isAromatic ? 4.7 : nil
  }

  // MARK: Cations

  /// The ionisation energy of the radical that is left at an atom when its bond to `other` breaks.
  func ionization(_ atom: Int, apartFrom other: Int) -> Double {
    let around = structure.heavyNeighbors(atom).filter { $0 != other }
    switch structure.element(atom) {
    case 5: return 7.5
    case 6: break
    case 7:
      if structure.atoms[atom].charge > 0 { return 9.6 }
      return around.contains { structure.isCarbonyl($0) } ? 9.5 : structure.isSaturated(atom) ? 8.6 : 9.5
    case 8: return around.contains { structure.isCarbonyl($0) } ? 11.5 : around.isEmpty ? 13.0 : 9.8
    case 9: return 17.4
    case 14: return 6.8
    case 15: return 7.8
    case 16: return structure.isSaturated(atom) ? 8.3 : 9.5
    case 17: return 12.97
    case 35: return 11.8
    case 53: return 10.45
    default: return 7.5
    }
    if structure.atoms[atom].isAromatic { return 8.3 }
    if Self.isTriple(atom, structure) { return 12 }
    if structure.isCarbonyl(atom) {
      let hetero = around.contains {
        [7, 8].contains(structure.element($0)) && structure.bond(atom, $0)?.order == .single
      }
      let isHindered = hetero || around.count == 1
      return isHindered ? 8.1 : around.contains { structure.isUnsaturatedCarbon($0) && $0 != atom } ? 6.9 : 7.0
    }
    if !structure.isSaturated(atom) {
      return structure.doubled(atom).contains { structure.element($0) == 7 } ? 7.4 : 8.5
    }
    let carbons = around.count { structure.element($0) == 6 }
    var energy = [9.84, 8.1, 7.4, 6.8][min(carbons, 3)]
    for neighbor in around {
      switch structure.element(neighbor) {
      case 6 where structure.isCarbonyl(neighbor): energy += 0.5
      case 6 where structure.atoms[neighbor].isAromatic: energy = min(energy, 7.3) - 0.1
      case 6 where structure.isUnsaturatedCarbon(neighbor): energy = min(energy, 8.0) - 0.1
      case 7:
        let isAmide = structure.heavyNeighbors(neighbor).contains {
          structure.isCarbonyl($0) || structure.isSulfonyl($0)
        }
        let isFree = structure.atoms[neighbor].charge == 0 && !structure.atoms[neighbor].isAromatic
        energy = min(energy, isFree ? (isAmide ? 7.0 : 6.1) : 7.6) - 0.1
      case 8:
        let isEster = structure.heavyNeighbors(neighbor).contains { structure.isCarbonyl($0) }
        energy = min(energy, isEster ? 8.0 : 7.3) - 0.1
      case 16: energy = min(energy, 7.0) - 0.1
      case 9: energy += 0.1
      default: break
      }
    }
    return energy
  }

  /// The ionisation energy of the whole molecule: that of its best site.
  var molecularIonization: Double {
    structure.atoms.indices.map { atom -> Double in
      let isAryl = structure.heavyNeighbors(atom).contains { structure.atoms[$0].isAromatic }
      switch structure.element(atom) {
      case 6: return structure.atoms[atom].isAromatic ? 8.8 : structure.isSaturated(atom) ? 10.2 : 9.2
      case 7:
        if structure.atoms[atom].charge > 0 || structure.heavyNeighbors(atom).contains(where: structure.isCarbonyl) {
          return 9.4
        }
        return structure.atoms[atom].isAromatic ? 9.0 : structure.isSaturated(atom) ? (isAryl ? 7.7 : 8.3) : 9.3
      case 8: return isAryl ? 8.4 : structure.isSaturated(atom) ? 9.8 : 9.6
      case 16: return isAryl ? 8.1 : 8.6
      case 53: return 9.4
      default: return 10.3
      }
    }.min() ?? 10.3
  }

  // MARK: Protons

  private static func protonAffinity(_ atom: Int, in structure: MolecularStructure) -> Double {
    let site = structure.atoms[atom]
    let around = structure.heavyNeighbors(atom)
    let isAryl = around.contains { structure.isUnsaturatedCarbon($0) && !structure.isCarbonyl($0) }
    switch site.atomicNumber {
    case 7:
      if site.charge > 0 { return 5 }
      if site.isAromatic { return site.hydrogens > 0 || around.count > 2 ? 8.0 : 9.6 }
      if !structure.isSaturated(atom) {
        return around.count == 1 && structure.bond(atom, around[0])?.order == .triple ? 8.1 : 9.8
      }
      if around.contains(where: { structure.isCarbonyl($0) || structure.isSulfonyl($0) }) { return 8.3 }
      return (isAryl ? 8.9 : 9.3) + 0.25 * Double(max(around.count - 1, 0))
    case 8:
      if structure.isSaturated(atom) { return site.charge < 0 ? 8.5 : 7.9 + 0.2 * Double(around.count - 1) }
      guard let carbon = around.first else { return 7.5 }
      let hasNitrogen = structure.heavyNeighbors(carbon).contains { structure.element($0) == 7 }
      return structure.element(carbon) != 6 ? 8.8 : hasNitrogen ? 9.1 : 8.6
    case 15, 16: return 8.7
    case 6: return structure.isSaturated(atom) ? 6 : 7.9
    default: return 6
    }
  }

  /// The proton affinity of the best site among the atoms; an atom that a cut leaves with a hydrogen counts as the amine
  /// or alcohol that it becomes.
  func protonAffinity(of atoms: [Int], freed: Int? = nil) -> Double {
    atoms.reduce(6.0) { best, atom in
      let affinity =
        atom == freed && structure.element(atom) == 7 && !structure.atoms[atom].isAromatic
        ? 9.3 : protonAffinities[atom]
      return max(best, affinity)
    }
  }
}
