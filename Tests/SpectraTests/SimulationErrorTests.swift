import Chemistry
import Spectra
import Testing

/// No molecule ends a program or takes long; one that has no such spectrum says why.
struct SimulationErrorTests {
  @Test(arguments: [
    (SpectrumSimulator.Kind.carbon13, "O", SimulationError.missingNucleus(.carbon13)),
    (.proton, "FC(F)(F)F", .missingNucleus(.proton)),
    (.carbon13, "*CC", .wildcard),
    (.electronIonization, "[Na+].[Cl-]", .severalComponents(2)),
    (.tandemMass, "C[N+](C)(C)C", .charged(1)),
  ])
  func saysWhyThereIsNone(_ kind: SpectrumSimulator.Kind, _ smiles: String, _ error: SimulationError) {
    #expect(throws: error) { try simulated(kind, smiles) }
  }

  @Test(arguments: [-1, 1001, .nan, .infinity])
  func refusesOtherEnergies(_ energy: Double) {
    #expect(throws: SimulationError.self) { try SpectrumSimulator(.tandemMass, collisionEnergy: energy) }
  }

  @Test func refusesMoreAtomsThanItHasPlacesFor() throws {
    let chain = try Molecule(
      smiles: String(repeating: "C", count: 600), limits: MoleculeLimits(maximumAtoms: 1000))
    #expect(throws: SimulationError.tooManyAtoms(600, limit: 512)) {
      try SpectrumSimulator(.electronIonization).spectrum(of: chain)
    }
  }

  static let oddities = [
    "C", "[H][H]", "[H+]", "[Fe]", "[CH3]", "[2H]C([2H])[2H]", "C=C=C", "C=C=O", "N#N", "[C-]#[O+]", "C1=CC=C1", "[He]",
    "c1ccc2ccccc2cc1", "[O-][N+](=O)c1ccccc1", "C[Si](C)(C)C", "F[P-](F)(F)(F)(F)F", "C[Hg]C", "O=C1C=CC(=O)C=C1",
    "C12C3C4C1C5C2C3C45", "c1cc2ccc3cccc4ccc(c1)c2c34", "c1ccc2c3ccccc3c3ccccc3c2c1", "[Cl-].[NH4+]", "S1SSSSSSS1",
    "C1CCCCCCCCCCCCCCCCCCCC1", "CC(C)(C)[N+]([O-])=Cc1ccccc1", "OB(O)c1ccccc1", "c1cc[o+]cc1",
  ]
  static let long = [
    String(repeating: "NCC(=O)", count: 60) + "O", String(repeating: "C", count: 500),
    String(repeating: "c1ccc(cc1)", count: 40) + "C", String(repeating: "C1CC2CC1", count: 5) + "C" + "CCCCC2C",
  ]

  @Test(arguments: oddities + long, SpectrumSimulator.Kind.allCases)
  func endsWithASpectrumOrAReason(_ smiles: String, _ kind: SpectrumSimulator.Kind) throws {
    guard let molecule = try? Molecule(smiles: smiles) else { return }
    let simulator = try SpectrumSimulator(kind)
    do throws(SimulationError) {
      switch try simulator.spectrum(of: molecule) {
      case .mass(let spectrum):
        #expect(!spectrum.peaks.isEmpty && spectrum.peaks.count <= 200)
        #expect(spectrum.peaks.allSatisfy { $0.mz.isFinite && $0.mz > 0 && $0.intensity > 0 })
      case .nmr(let spectrum): #expect(!spectrum.peaks.isEmpty && spectrum.peaks.allSatisfy(\.shift.isFinite))
      case .other: Issue.record("a spectrum of another kind")
      }
    } catch {
      #expect(!error.description.isEmpty)
    }
  }
}
