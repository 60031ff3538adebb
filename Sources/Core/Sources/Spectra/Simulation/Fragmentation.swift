internal import Chemistry
internal import Foundation

/// Breaks an ion into smaller ones, step by step, and says how much of each there is in the end.
///
/// A step cuts one bond outside of rings or two of a ring, as in MetFrag (Wolf et al., BMC Bioinformatics 11, 148, 2010;
/// Ruttkies et al., J. Cheminform. 8, 3, 2016), moves a hydrogen where the mechanism asks for it (McLafferty and Tureček,
/// Interpretation of Mass Spectra, 4th edition, 1993), and costs the energy that ``IonEnergetics`` makes of it. An ion's
/// steps compete: the rate of each is exp((available energy − its energy) / spread), the ion itself has the rate 1.
struct Fragmentation {
  let structure: MolecularStructure
  let energetics: IonEnergetics
  /// Energy in eV at which half of the ions with one way to go have gone it.
  let availableEnergy: Double
  /// How sharply rates fall with the energy, in eV.
  let spread: Double

  /// What bounds time: generations of steps, the ions of each that are broken further, and the pairs of ring bonds that
  /// are tried for an ion.
  private static let generations = 3, brokenIons = 40, ringCuts = 300
  /// An ion gives this much less energy to its fragments than it had.
  private static let energyLoss = 0.25

  struct Step {
    let ion: FragmentIon
    let energy: Double
  }

  /// The amounts of the ions that come of one, adding up to at most 1, the largest first.
  func breakdown(of ion: FragmentIon) -> [(ion: FragmentIon, amount: Double)] {
    var amounts: [FragmentIon.Identity: (ion: FragmentIon, amount: Double)] = [:]
    var front = [(ion: ion, amount: 1.0)]
    for generation in 0...Self.generations {
      var next: [FragmentIon.Identity: (ion: FragmentIon, amount: Double)] = [:]
      for (place, entry) in front.enumerated() {
        var rest = entry.amount
        if generation < Self.generations, place < Self.brokenIons, entry.amount > 1e-4 {
          let available = availableEnergy - Self.energyLoss * Double(generation)
          let steps = steps(of: entry.ion).map { (ion: $0.ion, rate: exp((available - $0.energy) / spread)) }
          let total = steps.reduce(1.0) { $0 + $1.rate }
          rest /= total
          for step in steps { add(step.ion, entry.amount * step.rate / total, to: &next) }
        }
        add(entry.ion, rest, to: &amounts)
      }
      front = sorted(next)
    }
    return sorted(amounts)
  }

  private func add(
    _ ion: FragmentIon, _ amount: Double, to amounts: inout [FragmentIon.Identity: (ion: FragmentIon, amount: Double)]
  ) {
    amounts[ion.identity, default: (ion, 0)].amount += amount
  }

  /// By amount, then by what is independent of the order in a dictionary.
  private func sorted(
    _ amounts: [FragmentIon.Identity: (ion: FragmentIon, amount: Double)]
  ) -> [(ion: FragmentIon, amount: Double)] {
    amounts.values.map { (entry: $0, members: $0.ion.atoms.members) }.sorted { one, other in
      if one.entry.amount != other.entry.amount { return one.entry.amount > other.entry.amount }
      if one.members != other.members { return one.members.lexicographicallyPrecedes(other.members) }
      let keys = [one.entry.ion, other.entry.ion].map { "\($0.kind) \($0.addedHydrogens) \($0.shed)" }
      return keys[0] < keys[1]
    }.map(\.entry)
  }

  // MARK: Steps

  /// All that the ion may become in one step, with the energy in eV.
  func steps(of ion: FragmentIon) -> [Step] {
    var steps: [Step] = []
    for (index, bond) in structure.bonds.enumerated()
    where !bond.isInRing && bond.order == .single && ion.atoms.contains(bond.begin) && ion.atoms.contains(bond.end) {
      let far = side(of: bond.end, in: ion.atoms, without: [index])
      let near = ion.atoms.subtracting(far)
      for (kept, lost, inner, outer) in [(near, far, bond.begin, bond.end), (far, near, bond.end, bond.begin)] {
        cut(
          ion, Cut(kept: kept, lost: lost, inner: inner, outer: outer, energy: energetics.bondEnergies[index]), &steps)
      }
    }
    openRings(ion, &steps)
    shed(ion, &steps)
    return steps.filter { $0.energy < availableEnergy + 5 && $0.ion.hydrogenCount(in: structure) >= 0 }
  }

  private struct Cut {
    let kept: AtomSet
    let lost: AtomSet
    let inner: Int
    let outer: Int
    let energy: Double
  }

  /// The atoms that can be reached from one without certain bonds.
  private func side(of atom: Int, in atoms: AtomSet, without bonds: [Int]) -> AtomSet {
    var reached = AtomSet()
    var waiting = [atom]
    reached.insert(atom)
    while let atom = waiting.popLast() {
      for neighbor in structure.neighbors[atom] where !bonds.contains(neighbor.bond) {
        if atoms.contains(neighbor.atom), !reached.contains(neighbor.atom) {
          reached.insert(neighbor.atom)
          waiting.append(neighbor.atom)
        }
      }
    }
    return reached
  }

  /// One bond cut, the charge on the kept side.
  private func cut(_ ion: FragmentIon, _ cut: Cut, _ steps: inout [Step]) {
    var child = ion
    child.atoms = cut.kept
    child.openAtoms = ion.openAtoms.filter(cut.kept.contains)
    let ionization = energetics.ionization(cut.inner, apartFrom: cut.outer)
    let barrier = IonEnergetics.hydrogenShiftBarrier
    let isHetero = structure.element(cut.outer) != 6

    func step(_ kind: FragmentIon.Kind, hydrogens: Int, opens: Bool, _ energy: Double) {
      var next = child
      next.kind = kind
      next.addedHydrogens += hydrogens
      if opens { next.openAtoms.append(cut.inner) }
      // What was shed without a place can't be told to be on either side; and a hydrogen that left a double bond behind
      // takes two atoms.
      let isPossible = next.shed.isEmpty && (next.addedHydrogens >= 0 || cut.kept.count > 1)
      if isPossible { steps.append(Step(ion: next, energy: energy)) }
    }

    switch ion.kind {
    case .radicalCation:
      let molecular = energetics.molecularIonization
      step(.cation, hydrogens: 0, opens: true, cut.energy + ionization - molecular)
      // Water, ammonia, alcohols and hydrogen halides leave with a hydrogen of the carbon beside.
      if isHetero, hasHydrogenBeside(cut.inner, in: cut.kept) {
        step(.radicalCation, hydrogens: -1, opens: false, cut.energy - IonEnergetics.doubleBondGain + 1.2 + barrier)
      }
      // McLafferty: a hydrogen goes from the γ carbon to the double bond beside the bond that breaks.
      if isBesideDoubleBond(cut.inner, in: cut.kept), hasHydrogenBeside(cut.outer, in: cut.lost) {
        step(.radicalCation, hydrogens: 1, opens: false, cut.energy - IonEnergetics.doubleBondGain + barrier)
      }
    case .cation:
      let sites = ion.openAtoms
      let lostSite = sites.first(where: cut.lost.contains)
      if let site = lostSite {
        let before = energetics.ionization(site, apartFrom: outside(of: site, ion))
        if site == cut.outer, structure.isCarbonyl(site), cut.lost.count == 2 {
          step(.cation, hydrogens: 0, opens: true, cut.energy + ionization - before - IonEnergetics.carbonMonoxideGain)
        } else if structure.bond(site, cut.outer) != nil {
          step(.cation, hydrogens: 0, opens: true, cut.energy + ionization - before - IonEnergetics.doubleBondGain)
        }
      } else {
        if isHetero, hasHydrogenBeside(cut.inner, in: cut.kept) {
          step(.cation, hydrogens: -1, opens: false, cut.energy - IonEnergetics.doubleBondGain + 0.6 + barrier)
        }
        // An onium ion loses an alkene.
        if structure.element(cut.inner) != 6, structure.element(cut.outer) == 6,
          hasHydrogenBeside(cut.outer, in: cut.lost)
        {
          step(.cation, hydrogens: 1, opens: false, cut.energy - IonEnergetics.doubleBondGain + 0.6 + barrier)
        }
      }
    case .protonated:
      let before = energetics.protonAffinity(of: ion.atoms.members)
      // The proton goes to the leaving side, which takes the bond's electrons: the balance of the bonds X–Y and Y–H, the
      // ionisation energies of X and H, and the proton affinity.
      let hydrogenBond = isHetero ? 4.5 : 4.3
      step(
        .cation, hydrogens: -1, opens: true, cut.energy + ionization - hydrogenBond - 13.6 + before + barrier)
      // The leaving side gives up a hydrogen, the kept one holds the proton.
      if hasHydrogenBeside(cut.outer, in: cut.lost) || isAcylWithHydrogen(cut.outer) {
        let after = energetics.protonAffinity(of: cut.kept.members, freed: cut.inner)
        let gain = structure.element(cut.inner) == 6 ? 0.2 : 0.0
        step(
          .protonated, hydrogens: 1, opens: false,
          cut.energy - IonEnergetics.doubleBondGain + before - after + gain + 1.0 + barrier)
      }
    }
  }

  /// The neighbour of an open atom that the ion has lost; the atom itself where there is none.
  private func outside(of atom: Int, _ ion: FragmentIon) -> Int {
    structure.heavyNeighbors(atom).first { !ion.atoms.contains($0) } ?? atom
  }

  private func hasHydrogenBeside(_ atom: Int, in atoms: AtomSet) -> Bool {
    structure.neighbors[atom].contains {
      atoms.contains($0.atom) && structure.atoms[$0.atom].hydrogens > 0 && structure.isSaturated($0.atom)
    }
  }

  private func isBesideDoubleBond(_ atom: Int, in atoms: AtomSet) -> Bool {
    structure.neighbors[atom].contains { neighbor in
      atoms.contains(neighbor.atom)
        && (structure.atoms[neighbor.atom].isAromatic && structure.isSaturated(atom)
          || structure.doubled(neighbor.atom).contains { $0 != atom && atoms.contains($0) })
    }
  }

  /// An acyl group that may leave as a ketene or an isocyanate.
  private func isAcylWithHydrogen(_ atom: Int) -> Bool {
    structure.isCarbonyl(atom)
      && structure.heavyNeighbors(atom).contains { structure.isSaturated($0) && structure.atoms[$0].hydrogens > 0 }
  }

  /// Two single bonds of one ring cut, as in the retro-Diels–Alder reaction.
  private func openRings(_ ion: FragmentIon, _ steps: inout [Step]) {
    guard ion.shed.isEmpty else { return }
    var tried = 0
    for ring in structure.rings where ring.count <= 12 && ring.allSatisfy(ion.atoms.contains) {
      let bonds = ring.indices.compactMap { place in
        structure.neighbors[ring[place]].first { $0.atom == ring[(place + 1) % ring.count] }?.bond
      }.filter { structure.bonds[$0].order == .single }
      for (place, first) in bonds.enumerated() {
        for second in bonds[(place + 1)...] {
          tried += 1
          if tried > Self.ringCuts { return }
          let far = side(of: structure.bonds[first].end, in: ion.atoms, without: [first, second])
          if far.contains(structure.bonds[first].begin) { continue }
          let near = ion.atoms.subtracting(far)
          openRing(ion, kept: near, lost: far, bonds: [first, second], &steps)
          openRing(ion, kept: far, lost: near, bonds: [first, second], &steps)
        }
      }
    }
  }

  private func openRing(
    _ ion: FragmentIon, kept: AtomSet, lost: AtomSet, bonds: [Int], _ steps: inout [Step]
  ) {
    let ends = bonds.map { index -> (inner: Int, outer: Int) in
      let bond = structure.bonds[index]
      return kept.contains(bond.begin) ? (bond.begin, bond.end) : (bond.end, bond.begin)
    }
    let energy = bonds.reduce(0.0) { $0 + energetics.bondEnergies[$1] }
    let gains = closing(ends.map(\.outer), in: lost) + closing(ends.map(\.inner), in: kept)
    var child = ion
    child.atoms = kept
    child.openAtoms = ion.openAtoms.filter(kept.contains)
    switch ion.kind {
    case .radicalCation:
      steps.append(Step(ion: child, energy: energy - gains + 0.3))
      // A hydrogen goes along with the neutral, or comes from it.
      for shift in [-1, 1] {
        var next = child
        next.kind = .cation
        next.addedHydrogens += shift
        steps.append(Step(ion: next, energy: energy - gains + (shift < 0 ? 0.8 : 1.1)))
      }
    case .cation:
      if ion.openAtoms.contains(where: lost.contains) { return }
      steps.append(Step(ion: child, energy: energy - gains + 0.4))
    case .protonated:
      let fall = energetics.protonAffinity(of: ion.atoms.members) - energetics.protonAffinity(of: kept.members)
      steps.append(Step(ion: child, energy: energy - gains + fall + 0.4))
    }
  }

  /// What two open atoms of a piece give back: a double bond where they are neighbours, the diene's where a double bond
  /// stands between them, carbon monoxide where both are the carbon of C=O.
  private func closing(_ atoms: [Int], in piece: AtomSet) -> Double {
    if atoms[0] == atoms[1] {
      return structure.isCarbonyl(atoms[0]) && piece.count == 2 ? IonEnergetics.carbonMonoxideGain : 0.3
    }
    if structure.bond(atoms[0], atoms[1]) != nil { return IonEnergetics.doubleBondGain }
    let isDiene = structure.neighbors[atoms[0]].contains { one in
      structure.neighbors[atoms[1]].contains { other in
        piece.contains(one.atom) && structure.bond(one.atom, other.atom).map { $0.order != .single } ?? false
      }
    }
    return isDiene ? IonEnergetics.doubleBondGain : 1.2
  }

  /// Small neutrals that leave rings and chains without a cut that can be named, and hydrogen atoms.
  private func shed(_ ion: FragmentIon, _ steps: inout [Step]) {
    guard ion.shed.count < 2 else { return }
    let atoms = ion.atoms.members
    func step(_ neutral: FragmentIon.Shed, _ kind: FragmentIon.Kind, _ energy: Double) {
      var next = ion
      next.shed.append(neutral)
      next.shed.sort { "\($0)" < "\($1)" }
      next.kind = kind
      steps.append(Step(ion: next, energy: energy))
    }
    let aromatic = atoms.filter { structure.atoms[$0].isAromatic }
    if ion.kind == .radicalCation {
      let molecular = energetics.molecularIonization
      // A hydrogen atom, from where it leaves the best cation.
      let best = atoms.compactMap { atom in
        energetics.hydrogenBond(atom).map { $0 + energetics.ionization(atom, apartFrom: -1) }
      }.min()
      if let best { step(.hydrogen, .cation, max(best - molecular, 1.6)) }
      if atoms.contains(where: { structure.element($0) == 7 && structure.atoms[$0].charge > 0 }), !aromatic.isEmpty {
        step(.nitricOxide, .cation, 2.4)
      }
    }
    // Aromatic rings open late, by the way of acetylene, hydrogen cyanide or, of phenols, carbon monoxide.
    if aromatic.count >= 5, ion.shed.count < 1 {
      if aromatic.contains(where: { structure.element($0) == 7 }) {
        step(.hydrogenCyanide, ion.kind, 2.9)
      }
      let isPhenol = aromatic.contains { atom in
        structure.heavyNeighbors(atom).contains { oxygen in
          structure.element(oxygen) == 8 && ion.atoms.contains(oxygen)
            && structure.neighbors[oxygen].allSatisfy { $0.atom == atom || !ion.atoms.contains($0.atom) }
        }
      }
      if isPhenol { step(.carbonMonoxide, ion.kind, 2.6) }
      if atoms.count - aromatic.count <= 1 { step(.acetylene, ion.kind, ion.kind == .cation ? 2.5 : 3.6) }
    }
    if ion.kind == .cation, aromatic.isEmpty, ion.shed.isEmpty, (2...6).contains(atoms.count),
      atoms.allSatisfy({ structure.element($0) == 6 })
    {
      step(.dihydrogen, .cation, 2.2)
    }
  }
}
