import Chemistry
import Spectra
import Testing

/// Simulated mass spectra against what textbooks say of the compounds: McLafferty and Tureček, Interpretation of Mass
/// Spectra, 4th edition (1993).
struct FragmentationTests {
  struct Compound: CustomTestStringConvertible, Sendable {
    let name: String
    let smiles: String
    /// m/z of the base peak, if that is certain, and of ions among the six strongest.
    let base: Double?
    let major: [Double]

    init(_ name: String, _ smiles: String, base: Double? = nil, major: [Double]) {
      self.name = name
      self.smiles = smiles
      self.base = base
      self.major = major
    }

    var testDescription: String { name }
  }

  static let compounds = [
    Compound("acetone", "CC(C)=O", base: 43, major: [43, 58]),
    Compound("toluene", "Cc1ccccc1", base: 91, major: [91, 92, 65]),
    Compound("benzoic acid", "OC(=O)c1ccccc1", major: [122, 105, 77]),
    Compound("acetophenone", "CC(=O)c1ccccc1", base: 105, major: [105, 77, 120]),
    Compound("1-butanol", "CCCCO", base: 31, major: [31]),
    Compound("methyl hexanoate (McLafferty)", "CCCCCC(=O)OC", base: 74, major: [74]),
    Compound("butylbenzene (benzyl)", "CCCCc1ccccc1", major: [91, 92, 134]),
    Compound("N,N-dimethylbutylamine (alpha cleavage)", "CCCCN(C)C", base: 58, major: [58]),
    Compound("cyclohexene (retro-Diels–Alder)", "C1CCC=CC1", major: [54]),
    Compound("bromobutane (loss of bromine)", "CCCCBr", major: [57]),
  ]

  @Test(arguments: compounds)
  func electronsMakeTheKnownIons(_ compound: Compound) throws {
    let spectrum = try simulatedMass(.electronIonization, compound.smiles)
    let strongest = spectrum.peaks.sorted { $0.intensity > $1.intensity }.prefix(6).map(\.mz)
    if let base = compound.base { #expect(spectrum.basePeak?.mz == base, "strongest \(strongest)") }
    for mz in compound.major { #expect(strongest.contains(mz), "strongest \(strongest)") }
    #expect(spectrum.isElectronIonization && spectrum.polarity == .positive && spectrum.level == 1)
    #expect(spectrum.basePeak?.intensity == 999)
    #expect(spectrum.peaks.allSatisfy { $0.mz == $0.mz.rounded() })
  }

  @Test(arguments: [("Clc1ccccc1", 112.0, 0.3196), ("Brc1ccccc1", 156.0, 0.9728)])
  func halogensShowTheirIsotopes(_ smiles: String, _ mz: Double, _ ratio: Double) throws {
    let peaks = try simulatedMass(.electronIonization, smiles).peaks
    func intensity(_ mz: Double) -> Double { peaks.first { $0.mz == mz }.map { Double($0.intensity) } ?? 0 }
    // Six carbons add a little by two 13C, and [M−H]+ by its own isotopes.
    #expect(abs(intensity(mz + 2) / intensity(mz) - ratio) < 0.01)
    #expect(abs(intensity(mz + 1) / intensity(mz) - 6 * 0.0108) < 0.04)
  }

  /// m/z of [M+H]+ from the exact mass that RDKit gives.
  @Test(arguments: ["CC(=O)Nc1ccc(O)cc1", "Cn1cnc2c1c(=O)n(C)c(=O)n2C", "CCN(CC)CC", "NC(CS)C(=O)O", "C"])
  func protonatesTheMolecule(_ smiles: String) throws {
    let spectrum = try simulatedMass(.tandemMass, smiles)
    let mass = try Molecule(smiles: smiles).exactMass
    #expect(abs((spectrum.precursorMZ ?? 0) - (mass + 1.007_276_467)) < 1e-4)
    #expect(spectrum.adduct == "[M+H]+" && spectrum.level == 2 && spectrum.collisionEnergy == 30)
    #expect(spectrum.peaks.allSatisfy { $0.mz < mass + 1.1 && $0.intensity > 0 })
  }

  /// Ions of paracetamol: aminophenol, C8H8NO+, acetyl.
  @Test(arguments: [110.0600, 43.0178])
  func breaksParacetamol(_ mz: Double) throws {
    #expect(try simulatedMass(.tandemMass, "CC(=O)Nc1ccc(O)cc1").peaks.contains { abs($0.mz - mz) < 0.001 })
  }

  @Test func moreEnergyLeavesLessOfThePrecursor() throws {
    let shares = try [0.0, 10, 20, 40, 80].map { energy in
      let spectrum = try simulatedMass(.tandemMass, "CCN(CC)CCNC(=O)c1ccc(N)cc1", collisionEnergy: energy)
      let precursor =
        spectrum.peaks.filter { abs($0.mz - (spectrum.precursorMZ ?? 0)) < 0.01 }.map(\.intensity).first ?? 0
      return precursor / spectrum.peaks.reduce(0) { $0 + $1.intensity }
    }
    #expect(shares == shares.sorted(by: >) && shares[0] > 0.5 && shares[4] < 0.2, "\(shares)")
  }

  @Test func isTheSameEveryTime() throws {
    let smiles = "CC(C)Cc1ccc(cc1)C(C)C(=O)O"
    for kind in [SpectrumSimulator.Kind.electronIonization, .tandemMass] {
      #expect(try simulatedMass(kind, smiles) == simulatedMass(kind, smiles))
    }
  }
}
