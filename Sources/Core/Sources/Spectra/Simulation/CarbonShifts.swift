internal import Chemistry

/// 13C shifts of a molecule by additive rules, ``CarbonIncrements``.
struct CarbonShifts {
  let structure: MolecularStructure
  private let aromatic: AromaticShifts

  init(_ structure: MolecularStructure) {
    self.structure = structure
    aromatic = AromaticShifts(structure)
  }

  /// In ppm; the atom is a carbon.
  func shift(_ atom: Int) -> Double {
    if structure.atoms[atom].isAromatic { return aromatic.carbon(atom) }
    if structure.isSaturated(atom) { return saturated(atom) }
    if structure.neighbors[atom].contains(where: { structure.bonds[$0.bond].order == .triple }) { return triple(atom) }
    let doubled = structure.doubled(atom)
    if doubled.count > 1 { return cumulated(atom, doubled) }
    guard let partner = doubled.first else { return 128.5 }
    switch structure.element(partner) {
    case 6: return alkene(atom, partner)
    case 7: return imine(atom, partner)
    case 8: return carbonyl(atom, partner)
    case 16, 34: return thiocarbonyl(atom, partner)
    default: return 128.5
    }
  }
}
