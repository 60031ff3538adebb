internal import Chemistry

extension SpectrumSimulator {
  static func carbonSpectrum(_ structure: MolecularStructure) throws(SimulationError) -> NMRSpectrum {
    let carbons = structure.atoms.indices.filter { structure.element($0) == 6 }
    if carbons.isEmpty { throw .missingNucleus(.carbon13) }
    let shifts = CarbonShifts(structure)
    return NMRSpectrum(
      nucleus: .carbon13,
      peaks: carbons.map {
        NMRSpectrum.Peak(
          shift: rounded(shifts.shift($0), per: 10), intensity: 1,
          multiplicity: multiplicity(coupled: structure.hydrogenCount($0)))
      })
  }

  static func protonSpectrum(_ structure: MolecularStructure) throws(SimulationError) -> NMRSpectrum {
    let shifts = ProtonShifts(structure)
    let classes = Dictionary(grouping: structure.atoms.indices.filter { structure.element($0) != 1 }) {
      structure.atoms[$0].symmetryClass
    }
    // Atoms of one class have the same surroundings, so that the first speaks for all.
    let peaks = classes.sorted { $0.key < $1.key }.flatMap { _, atoms in
      shifts.groups(atoms[0]).map { group in
        NMRSpectrum.Peak(
          shift: rounded(group.shift, per: 100), intensity: Float(group.count * atoms.count),
          multiplicity: multiplicity(coupled: group.coupled), integral: Float(group.count * atoms.count))
      }
    }
    if peaks.isEmpty { throw .missingNucleus(.proton) }
    return NMRSpectrum(nucleus: .proton, peaks: peaks)
  }

  /// The pattern of n + 1 lines.
  private static func multiplicity(coupled: Int) -> String {
    let names = ["s", "d", "t", "q", "quint", "sext", "sept"]
    return names.indices.contains(coupled) ? names[coupled] : "m"
  }

  /// To a tenth, a hundredth, …: what files of shifts hold.
  private static func rounded(_ shift: Double, per unit: Double) -> Double { (shift * unit).rounded() / unit }
}
