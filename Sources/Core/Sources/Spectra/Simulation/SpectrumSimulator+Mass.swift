internal import Chemistry
internal import Foundation

extension SpectrumSimulator {
  /// The most peaks of a simulated spectrum; weaker ones are left out.
  private static let maximumPeaks = 200

  /// Refuses what no fragments can be made of.
  private static func checkForFragments(_ structure: MolecularStructure) throws(SimulationError) {
    if structure.atoms.count > AtomSet.capacity {
      throw .tooManyAtoms(structure.atoms.count, limit: AtomSet.capacity)
    }
    var components = 0
    var seen = Set<Int>()
    for start in structure.atoms.indices where seen.insert(start).inserted {
      components += 1
      var waiting = [start]
      while let atom = waiting.popLast() {
        for neighbor in structure.neighbors[atom] where seen.insert(neighbor.atom).inserted {
          waiting.append(neighbor.atom)
        }
      }
    }
    if components > 1 { throw .severalComponents(components) }
    let charge = structure.atoms.reduce(0) { $0 + $1.charge }
    if charge != 0 { throw .charged(charge) }
  }

  /// Fragments by electrons of 70 eV, at whole m/z and with isotopes as libraries keep them, the base peak at 999.
  static func electronIonization(_ structure: MolecularStructure) throws(SimulationError) -> MassSpectrum {
    try checkForFragments(structure)
    let fragmentation = Fragmentation(
      structure: structure, energetics: IonEnergetics(structure), availableEnergy: 2.3, spread: 0.55)
    let molecule = FragmentIon(kind: .radicalCation, atoms: AtomSet(first: structure.atoms.count))
    var intensities: [Int: Double] = [:]
    for (ion, amount) in fragmentation.breakdown(of: molecule) where amount > 1e-5 {
      let mz = Int(ion.mz(in: structure).rounded())
      guard mz > 0 else { continue }
      for (extra, share) in ion.isotopes(in: structure).enumerated() {
        intensities[mz + extra, default: 0] += amount * share
      }
    }
    var spectrum = MassSpectrum(
      peaks: try peaks(intensities.map { (mz: Double($0.key), intensity: $0.value) }, base: 999))
    spectrum.isElectronIonization = true
    spectrum.polarity = .positive
    return spectrum
  }

  /// Fragments of [M+H]+ at monoisotopic m/z, the base peak at 1000.
  ///
  /// A higher collision energy makes more energy available for breaking bonds, the less the heavier the ion is.
  static func tandemMass(
    _ structure: MolecularStructure, collisionEnergy: Double
  ) throws(SimulationError) -> MassSpectrum {
    try checkForFragments(structure)
    let precursor = FragmentIon(
      kind: .protonated, atoms: AtomSet(first: structure.atoms.count), addedHydrogens: 1)
    let precursorMZ = precursor.mz(in: structure)
    // Shared among more bonds in a heavier ion, as normalised collision energies take into account.
    let available = 0.8 + 0.045 * collisionEnergy * (300 / max(precursorMZ, 100)).squareRoot()
    let fragmentation = Fragmentation(
      structure: structure, energetics: IonEnergetics(structure), availableEnergy: min(available, 8), spread: 0.45)
    var intensities: [Int: Double] = [:]
    for (ion, amount) in fragmentation.breakdown(of: precursor) where amount > 1e-5 {
      // Ions of one formula fall together; what is below 20 Th no instrument for liquids shows.
      let mz = ion.mz(in: structure)
      if mz > 20 || ion == precursor { intensities[Int((mz * 1e4).rounded()), default: 0] += amount }
    }
    var spectrum = MassSpectrum(
      peaks: try peaks(intensities.map { (mz: Double($0.key) / 1e4, intensity: $0.value) }, base: 1000))
    spectrum.level = 2
    spectrum.polarity = .positive
    spectrum.precursorMZ = (precursorMZ * 1e4).rounded() / 1e4
    spectrum.adduct = "[M+H]+"
    spectrum.collisionEnergy = collisionEnergy
    return spectrum
  }

  /// The strongest of the ions from a thousandth of the base peak on, with the base peak at the intensity given.
  private static func peaks(
    _ ions: [(mz: Double, intensity: Double)], base: Double
  ) throws(SimulationError) -> [MassSpectrum.Peak] {
    guard let strongest = ions.map(\.intensity).max(), strongest > 0 else { throw .noFragment }
    return ions.map {
      MassSpectrum.Peak(mz: $0.mz, intensity: Float(($0.intensity / strongest * base * 100).rounded() / 100))
    }
    .filter { Double($0.intensity) >= base / 1000 }
    .sorted { $0.intensity != $1.intensity ? $0.intensity > $1.intensity : $0.mz < $1.mz }
    .prefix(maximumPeaks).sorted { $0.mz < $1.mz }
  }
}
