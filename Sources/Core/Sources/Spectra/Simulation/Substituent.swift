internal import Chemistry

/// What stands on an observed carbon, in the classes by which tables of increments are kept.
enum Substituent: Hashable {
  // Carbon, saturated.
  case methyl, primaryAlkyl, secondaryAlkyl, tertiaryAlkyl, oxymethyl, aminomethyl, halomethyl, trifluoromethyl
  // Carbon, unsaturated.
  case vinyl, alkynyl, aryl, nitrile, imine, aldehyde, ketone, carboxyl, ester, amide, acylHalide, thiocarbonyl
  case fluorine, chlorine, bromine, iodine
  case hydroxyl, oxide, alkoxy, aryloxy, acyloxy
  case amino, alkylamino, dialkylamino, arylamino, amido, azolyl, ammonium, imino, nitro
  case thiol, thioether, sulfinyl, sulfonyl
  case phosphine, phosphoryl, silyl, boryl
  /// An element that no table knows; it moves nothing.
  case other

  /// A saturated carbon.
  var isAlkyl: Bool {
    switch self {
    case .methyl, .primaryAlkyl, .secondaryAlkyl, .tertiaryAlkyl, .oxymethyl, .aminomethyl, .halomethyl,
      .trifluoromethyl:
      true
    default: false
    }
  }
}

extension MolecularStructure {
  /// The class of an atom as a substituent of its neighbour `origin`, and the atoms behind it that belong to the group,
  /// so that no increment of theirs is to be added.
  func substituent(_ atom: Int, of origin: Int) -> (kind: Substituent, members: [Int]) {
    let others = neighbors[atom].filter { $0.atom != origin }
    let doubled = others.filter { bonds[$0.bond].order == .double }.map(\.atom)
    switch atoms[atom].atomicNumber {
    case 5: return (.boryl, [])
    case 6: return carbonSubstituent(atom, of: origin, others: others)
    case 7: return nitrogenSubstituent(atom, of: origin, others: others)
    case 8:
      if atoms[atom].charge < 0 { return (.oxide, []) }
      guard let next = others.first?.atom else { return (.hydroxyl, []) }
      if isCarbonyl(next) || isThiocarbonyl(next) { return (.acyloxy, [next] + terminalDouble(next)) }
      if [15, 16].contains(atoms[next].atomicNumber), !terminalDouble(next).isEmpty {
        return (.acyloxy, [next] + terminalDouble(next))
      }
      return (isUnsaturatedCarbon(next) ? .aryloxy : .alkoxy, [])
    case 9: return (.fluorine, [])
    case 14, 32, 50: return (.silyl, [])
    case 15: return (doubled.isEmpty && atoms[atom].charge == 0 ? .phosphine : .phosphoryl, doubled)
    case 16, 34, 52:
      if atoms[atom].isAromatic { return (.thioether, []) }
      let oxides = others.filter { atoms[$0.atom].atomicNumber == 8 && neighbors[$0.atom].count == 1 }.map(\.atom)
      switch oxides.count {
      case 0: return (others.isEmpty ? .thiol : .thioether, [])
      case 1: return (.sulfinyl, oxides)
      default: return (.sulfonyl, oxides)
      }
    case 17: return (.chlorine, [])
    case 35: return (.bromine, [])
    case 53: return (.iodine, [])
    default: return (.other, [])
    }
  }

  private func carbonSubstituent(
    _ atom: Int, of origin: Int, others: [Neighbor]
  ) -> (kind: Substituent, members: [Int]) {
    if atoms[atom].isAromatic { return (.aryl, []) }
    if let triple = others.first(where: { bonds[$0.bond].order == .triple }) {
      return (atoms[triple.atom].atomicNumber == 6 ? .alkynyl : .nitrile, [triple.atom])
    }
    if let double = others.first(where: { bonds[$0.bond].order == .double }) {
      switch atoms[double.atom].atomicNumber {
      case 6: return (.vinyl, [double.atom])
      case 7: return (.imine, [double.atom])
      case 8:
        let rest = others.filter { $0.atom != double.atom }
        guard let side = rest.first(where: { atoms[$0.atom].atomicNumber != 6 })?.atom else {
          return (rest.isEmpty && atoms[atom].hydrogens > 0 ? .aldehyde : .ketone, [double.atom])
        }
        switch atoms[side].atomicNumber {
        case 7: return (.amide, [double.atom, side])
        case 8: return (neighbors[side].count == 1 ? .carboxyl : .ester, [double.atom, side])
        case 9, 17, 35, 53: return (.acylHalide, [double.atom, side])
        default: return (.ketone, [double.atom])
        }
      default: return (.thiocarbonyl, [double.atom])
      }
    }
    let elements = others.map { atoms[$0.atom].atomicNumber }
    let halogens = elements.filter { [9, 17, 35, 53].contains($0) }.count
    if halogens == 3 { return (.trifluoromethyl, []) }
    if elements.count == 1 || halogens > 0 {
      if elements.contains(8) { return (.oxymethyl, []) }
      if elements.contains(7) { return (.aminomethyl, []) }
      if halogens > 0 { return (.halomethyl, []) }
    }
    switch others.count {
    case 0: return (.methyl, [])
    case 1: return (.primaryAlkyl, [])
    case 2: return (.secondaryAlkyl, [])
    default: return (.tertiaryAlkyl, [])
    }
  }

  private func nitrogenSubstituent(
    _ atom: Int, of origin: Int, others: [Neighbor]
  ) -> (kind: Substituent, members: [Int]) {
    let oxides = others.filter { atoms[$0.atom].atomicNumber == 8 && neighbors[$0.atom].count == 1 }.map(\.atom)
    if oxides.count == 2 { return (.nitro, oxides) }
    if atoms[atom].isAromatic { return (atoms[atom].charge > 0 ? .ammonium : .azolyl, []) }
    if others.contains(where: { [.double, .triple].contains(bonds[$0.bond].order) }) { return (.imino, oxides) }
    if atoms[atom].charge > 0 { return (.ammonium, []) }
    if others.contains(where: { isCarbonyl($0.atom) || isThiocarbonyl($0.atom) || isSulfonyl($0.atom) }) {
      return (.amido, [])
    }
    if others.contains(where: { isUnsaturatedCarbon($0.atom) }) { return (.arylamino, []) }
    switch others.count {
    case 0: return (.amino, [])
    case 1: return (.alkylamino, [])
    default: return (.dialkylamino, [])
    }
  }
}
