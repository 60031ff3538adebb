import Chemistry
import Spectra
import Testing

/// The spectrum that is simulated for a SMILES.
func simulated(_ kind: SpectrumSimulator.Kind, _ smiles: String, collisionEnergy: Double = 30) throws -> Spectrum {
  try SpectrumSimulator(kind, collisionEnergy: collisionEnergy).spectrum(of: Molecule(smiles: smiles))
}

func simulatedPeaks(_ kind: SpectrumSimulator.Kind, _ smiles: String) throws -> [NMRSpectrum.Peak] {
  guard case .nmr(let spectrum) = try simulated(kind, smiles) else { return [] }
  return spectrum.peaks
}

func simulatedMass(
  _ kind: SpectrumSimulator.Kind, _ smiles: String, collisionEnergy: Double = 30
) throws -> MassSpectrum {
  guard case .mass(let spectrum) = try simulated(kind, smiles, collisionEnergy: collisionEnergy) else {
    return MassSpectrum(peaks: [])
  }
  return spectrum
}

/// A compound with shifts measured in CDCl3, ascending, an item a peak.
struct MeasuredShifts: CustomTestStringConvertible, Sendable {
  let name: String
  let smiles: String
  let shifts: [Double]
  let multiplicities: String

  init(_ name: String, _ smiles: String, _ shifts: [Double], _ multiplicities: String) {
    self.name = name
    self.smiles = smiles
    self.shifts = shifts
    self.multiplicities = multiplicities
  }

  var testDescription: String { name }
}
