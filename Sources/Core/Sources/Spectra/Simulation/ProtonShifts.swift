internal import Chemistry

/// 1H shifts of a molecule by additive rules, ``ProtonIncrements``.
struct ProtonShifts {
  let structure: MolecularStructure
  private let aromatic: AromaticShifts

  init(_ structure: MolecularStructure) {
    self.structure = structure
    aromatic = AromaticShifts(structure)
  }

  /// Hydrogens that a spectrometer can't tell apart by their surroundings.
  struct Group {
    /// In ppm.
    let shift: Double
    let count: Int
    /// The number of hydrogens on the atoms beside, to which they couple.
    let coupled: Int
    /// Whether they come off in water, so that they couple to nothing that is seen.
    let isExchangeable: Bool
  }

  /// The groups of the hydrogens of an atom: two for the hydrogens of a CH2= whose cis and trans side differ, else one.
  func groups(_ atom: Int) -> [Group] {
    let hydrogens = structure.hydrogenCount(atom)
    guard hydrogens > 0 else { return [] }
    if structure.element(atom) != 6 {
      return [Group(shift: exchangeable(atom), count: hydrogens, coupled: 0, isExchangeable: true)]
    }
    let coupled = structure.heavyNeighbors(atom).filter { structure.element($0) == 6 }
      .reduce(0) { $0 + structure.hydrogenCount($1) }
    func group(_ shift: Double, _ count: Int = hydrogens, coupled: Int = coupled) -> Group {
      Group(shift: shift, count: count, coupled: coupled, isExchangeable: false)
    }
    if structure.atoms[atom].isAromatic { return [group(aromatic.proton(atom))] }
    if structure.isSaturated(atom) { return [group(saturated(atom))] }
    guard let partner = structure.doubled(atom).first else { return [group(acetylene(atom))] }
    switch structure.element(partner) {
    case 6 where hydrogens == 2:
      let sides = [true, false].map { alkene(atom, partner, cisTo: $0) }
      if sides[0] == sides[1] { return [group(sides[0])] }
      return sides.map { group($0, 1, coupled: coupled + 1) }
    case 6: return [group(alkene(atom, partner, cisTo: nil))]
    case 7: return [group(imine(atom, partner))]
    case 8: return [group(formyl(atom, partner))]
    default: return [group(9.5)]
    }
  }

  /// A saturated carbon's hydrogens: 0.86 ppm in CH3, 1.37 in CH2, 1.50 in CH, with the increments of the groups on the
  /// carbon and on the carbons beside it (Pretsch 2009, section 5.1).
  private func saturated(_ atom: Int) -> Double {
    let hydrogens = structure.hydrogenCount(atom)
    let around = structure.heavyNeighbors(atom)
    var shift = hydrogens >= 3 ? 0.86 : hydrogens == 2 ? 1.37 : 1.50
    func increment(_ kind: Substituent, _ place: Int) -> Double {
      let increments = kind.proton
      return hydrogens >= 3
        ? increments.methyl[place] : hydrogens == 2 ? increments.methylene[place] : increments.methine[place]
    }
    if around.isEmpty { return 0.23 }
    for neighbor in around {
      shift += increment(structure.substituent(neighbor, of: atom).kind, 0)
      guard structure.element(neighbor) == 6, structure.isSaturated(neighbor) else { continue }
      for second in structure.heavyNeighbors(neighbor) where second != atom {
        shift += increment(structure.substituent(second, of: neighbor).kind, 1)
      }
    }
    switch structure.smallestRing(atom) {
    // The hydrogens of cyclopropane, at 0.22 ppm, and of cyclobutane, at 1.96, against those of open chains.
    case 3: return shift - 1.0
    case 4: return shift + 0.5
    default: return shift
    }
  }

  /// A hydrogen on C=C: 5.25 ppm with the increments of the groups on the same carbon, cis and trans (Pascual, Meier and
  /// Simon 1966).
  ///
  /// - Parameter cisTo: for a CH2=, whether the hydrogen stands on the side of the partner's first group. For a CH= the
  ///   double bond's stereochemistry tells, in a ring the ring; where nothing does, the mean of both sides is taken.
  private func alkene(_ atom: Int, _ partner: Int, cisTo: Bool?) -> Double {
    var shift = 5.25
    let own = structure.heavyNeighbors(atom).filter { $0 != partner }
    for neighbor in own { shift += structure.substituent(neighbor, of: atom).kind.proton.ethylene[0] }
    let far = structure.heavyNeighbors(partner).filter { $0 != atom }
    for (place, neighbor) in far.enumerated() {
      let increments = structure.substituent(neighbor, of: partner).kind.proton.ethylene
      let isCis: Bool? =
        if let cisTo {
          cisTo == (place == 0)
        } else {
          own.first.flatMap { isSameSide($0, neighbor, atom, partner) }.map { !$0 }
        }
      shift += isCis.map { $0 ? increments[1] : increments[2] } ?? (increments[1] + increments[2]) / 2
    }
    return shift
  }

  /// Whether neighbours of both ends of a double bond stand on one side; `nil` where the structure doesn't say.
  private func isSameSide(_ one: Int, _ other: Int, _ atom: Int, _ partner: Int) -> Bool? {
    guard let bond = structure.bond(atom, partner) else { return nil }
    if let stereo = bond.stereo {
      let named = bond.begin == atom ? stereo.neighbors : stereo.neighbors.reversed()
      return stereo.isSameSide == ((named[0] == one) == (named[1] == other))
    }
    guard bond.isInRing, let ring = structure.rings.first(where: { $0.contains(atom) && $0.contains(partner) }) else {
      return nil
    }
    return ring.contains(one) == ring.contains(other)
  }

  /// The hydrogen of a terminal alkyne (Pretsch 2009, section 5.3).
  private func acetylene(_ atom: Int) -> Double {
    let partner = structure.neighbors[atom].first?.atom ?? atom
    guard let end = structure.heavyNeighbors(partner).first(where: { $0 != atom }) else { return 1.8 }
    switch structure.substituent(end, of: partner).kind {
    case .aryl, .vinyl: return 3.05
    case .oxymethyl, .aminomethyl, .halomethyl: return 2.4
    case let kind where kind.isAlkyl: return 1.9
    default: return 2.8
    }
  }

  private func imine(_ atom: Int, _ partner: Int) -> Double {
    let others = structure.heavyNeighbors(atom).filter { $0 != partner }
    if others.contains(where: { [7, 8, 16].contains(structure.element($0)) }) { return 7.8 }
    return others.contains { structure.isUnsaturatedCarbon($0) } ? 8.3 : 7.5
  }

  /// Aldehydes, formates and formamides (Pretsch 2009, section 5.8).
  private func formyl(_ atom: Int, _ partner: Int) -> Double {
    guard let other = structure.heavyNeighbors(atom).first(where: { $0 != partner }) else { return 9.6 }
    switch structure.element(other) {
    case 7, 8: return 8.05
    default: return structure.atoms[other].isAromatic ? 9.95 : structure.isUnsaturatedCarbon(other) ? 9.55 : 9.7
    }
  }

  /// Hydrogens on other elements: the middle of the range of the class in chloroform (Pretsch 2009, section 5.9).
  private func exchangeable(_ atom: Int) -> Double {
    let around = structure.heavyNeighbors(atom)
    let isAcyl = around.contains { structure.isCarbonyl($0) || structure.isThiocarbonyl($0) }
    let isAryl = around.contains { structure.isUnsaturatedCarbon($0) }
    switch structure.element(atom) {
    case 8:
      if isAcyl { return 11 }
      if around.contains(where: { structure.element($0) == 7 }) { return 8.5 }
      return isAryl ? (isChelated(atom) ? 11.5 : 6.5) : 2.2
    case 7:
      if structure.atoms[atom].isAromatic { return structure.smallestRing(atom) == 5 ? 9.5 : 11 }
      if structure.atoms[atom].charge > 0 { return 7.5 }
      if isAcyl { return 7.2 }
      if around.contains(where: { structure.isSulfonyl($0) }) { return 5.5 }
      return isAryl ? 4.2 : 1.6
    case 16: return isAryl ? 3.4 : 1.5
    default: return 3.5
    }
  }

  /// Whether a phenol's hydrogen is bonded to a carbonyl that stands ortho to it.
  private func isChelated(_ atom: Int) -> Bool {
    guard let ipso = structure.heavyNeighbors(atom).first else { return false }
    return structure.heavyNeighbors(ipso).contains { ortho in
      structure.isUnsaturatedCarbon(ortho)
        && structure.heavyNeighbors(ortho).contains { $0 != ipso && structure.isCarbonyl($0) }
    }
  }
}
