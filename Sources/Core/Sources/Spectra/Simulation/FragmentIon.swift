internal import Chemistry

/// An ion on its way through a mass spectrometer: connected atoms of the molecule with some of its hydrogens.
struct FragmentIon: Hashable {
  enum Kind: Hashable {
    /// With an odd electron, as electrons make them.
    case radicalCation
    /// Even-electron, with an empty orbital where a bond was cut.
    case cation
    /// A closed-shell molecule with a proton that moves about.
    case protonated
  }

  /// A neutral that leaves without saying from where, since rings open and close on the way.
  enum Shed: Hashable {
    case hydrogen, dihydrogen, acetylene, hydrogenCyanide, carbonMonoxide, nitricOxide

    /// Atomic numbers with their counts; hydrogens apart.
    var atoms: [Int] {
      switch self {
      case .hydrogen, .dihydrogen: []
      case .acetylene: [6, 6]
      case .hydrogenCyanide: [6, 7]
      case .carbonMonoxide: [6, 8]
      case .nitricOxide: [7, 8]
      }
    }
    var hydrogens: Int {
      switch self {
      case .hydrogen, .hydrogenCyanide: 1
      case .dihydrogen, .acetylene: 2
      case .carbonMonoxide, .nitricOxide: 0
      }
    }
  }

  var kind: Kind
  var atoms: AtomSet
  /// Hydrogens beyond those that the atoms have in the molecule.
  var addedHydrogens = 0
  /// The atoms at which a bond was cut and nothing has taken its place.
  var openAtoms: [Int] = []
  var shed: [Shed] = []

  /// What tells one ion from another.
  struct Identity: Hashable {
    let kind: Kind
    let atoms: AtomSet
    let addedHydrogens: Int
    let shed: [Shed]
  }
  var identity: Identity { Identity(kind: kind, atoms: atoms, addedHydrogens: addedHydrogens, shed: shed) }
}

extension FragmentIon {
  /// The number of hydrogens; below zero for an ion that can't be.
  func hydrogenCount(in structure: MolecularStructure) -> Int {
    atoms.members.reduce(addedHydrogens - shed.reduce(0) { $0 + $1.hydrogens }) { $0 + structure.atoms[$1].hydrogens }
  }

  /// Monoisotopic mass-to-charge ratio.
  func mz(in structure: MolecularStructure) -> Double {
    let masses = ElementMass.mostCommonIsotope
    let heavy = atoms.members.reduce(0.0) { $0 + structure.atoms[$1].mass }
    let lost = shed.flatMap(\.atoms).reduce(0.0) { $0 + masses[$1] }
    return heavy - lost + Double(hydrogenCount(in: structure)) * masses[1] - ElementMass.electron
  }

  /// The ion's isotopologues by nominal mass: probabilities of 0, 1, 2, … extra neutrons, the heaviest common ones left
  /// out below a thousandth of the most common (abundances of IUPAC 2021).
  func isotopes(in structure: MolecularStructure) -> [Double] {
    var counts: [Int: Int] = [:]
    for atom in atoms.members { counts[structure.element(atom), default: 0] += 1 }
    for element in shed.flatMap(\.atoms) { counts[element, default: 0] -= 1 }
    var pattern = [1.0]
    for (element, count) in counts.sorted(by: { $0.key < $1.key }) where count > 0 {
      guard let one = Self.heavierIsotopes[element] else { continue }
      for _ in 0..<count {
        var next = [Double](repeating: 0, count: min(pattern.count + one.count, 12))
        for (shift, share) in pattern.enumerated() {
          for (extra, ratio) in ([1] + one).enumerated() where shift + extra < next.count {
            next[shift + extra] += share * ratio
          }
        }
        while let last = next.last, last < 1e-4 { next.removeLast() }
        pattern = next
      }
    }
    return pattern
  }

  /// One and two neutrons more, relative to the most common isotope.
  private static let heavierIsotopes: [Int: [Double]] = [
    6: [0.0108], 7: [0.0037], 8: [0.0004, 0.0020], 14: [0.0508, 0.0335], 16: [0.0079, 0.0447], 17: [0, 0.3196],
    35: [0, 0.9728],
  ]
}
