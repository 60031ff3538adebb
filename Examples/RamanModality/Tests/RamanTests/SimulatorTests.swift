import ACML
import Chemistry
import Raman
import Testing

/// Simulated spectra show the groups of their molecules where the table has them.
struct SimulatorTests {
  /// The greatest intensity in a range of shifts, the highest point of all being about 1.
  private func height(_ smiles: String, _ range: ClosedRange<Double>) throws -> Float {
    let spectrum = try #require(try RamanSimulator().spectrum(of: Molecule(smiles: smiles)))
    return zip(spectrum.shifts, spectrum.intensities).filter { range.contains($0.0) }.map(\.1).max() ?? 0
  }

  @Test(arguments: [
    ("CC#N", 2220.0...2255), ("CC#CC", 2100...2250), ("CCS", 2550...2600), ("CSSC", 430...550),
    ("CC(C)=O", 1680...1820),
    ("Cc1ccccc1", 995...1005), ("C[N+](=O)[O-]", 1340...1380), ("CCI", 480...660), ("CCN", 3300...3500),
  ])
  func aGroupHasItsBand(_ smiles: String, _ range: ClosedRange<Double>) throws {
    #expect(try height(smiles, range) > 0.1)
    // A band that only the group has: not in hexane.
    if range.lowerBound > 1500 { #expect(try height("CCCCCC", range) < 0.05) }
  }

  @Test func isTheSameForAnyOrderOfAtoms() throws {
    let spectra = try ["OCC(Cl)c1ccccc1", "c1ccccc1C(CO)Cl"].map {
      try RamanSimulator().spectrum(of: Molecule(smiles: $0))
    }
    #expect(spectra[0] == spectra[1])
  }

  @Test func aMoleculeWithoutTabulatedGroupsHasNone() throws {
    #expect(try RamanSimulator().spectrum(of: Molecule(smiles: "[Na+].[Cl-]")) == nil)
  }

  @Test func everyRecordIsLabelledAndReadAgain() throws {
    let records = try RamanFiles.records(RamanFiles.simulated())
    #expect(records.map(\.name) == RamanFiles.molecules)
    #expect(!records.contains { !$0.isSimulated })
    for record in records {
      guard case .sample(_, .smiles(record.name)?) = record.content else {
        Issue.record("\(record.name) is no sample with its molecule")
        continue
      }
    }
  }
}
