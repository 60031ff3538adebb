import ACML
import Chemistry
import NMR
import Spectra
import Tensors

/// Molecules with shifts of their carbons, as a list gives them: an item an atom.
let carbonSpectra: [(smiles: String, peaks: [(shift: Double, multiplicity: String?)])] = [
  ("CCO", [(17.9, "q"), (57.3, "t")]),
  ("CC(C)=O", [(30.6, "q"), (30.6, "q"), (206.7, "s")]),
  ("c1ccccc1", Array(repeating: (128.4, "d"), count: 6)),
  ("CC#N", [(1.3, nil), (117.7, nil)]),
  ("CCOC(C)=O", [(14.2, "q"), (21.0, "q"), (60.4, "t"), (171.1, "s")]),
  ("Cc1ccccc1", [(21.4, "q"), (125.3, "d"), (128.2, "d"), (128.2, "d"), (129.0, "d"), (129.0, "d"), (137.8, "s")]),
  ("C1CCCCC1", Array(repeating: (26.9, "t"), count: 6)),
  ("CI", [(-20.7, "q"), (-19.9, "q")]),
]

func spectrum(_ peaks: [(shift: Double, multiplicity: String?)], _ nucleus: NMRSpectrum.Nucleus = .carbon13)
  -> NMRSpectrum
{
  NMRSpectrum(nucleus: nucleus, peaks: peaks.map { .init(shift: $0.shift, multiplicity: $0.multiplicity) })
}

func sample(_ spectrum: NMRSpectrum?, smiles: String = "CCO") throws -> Sample {
  Sample(
    identity: smiles, smiles: smiles, molecule: try Molecule(smiles: smiles), payload: spectrum.map { Spectrum.nmr($0) }
  )
}

func samples() throws -> [Sample] {
  try carbonSpectra.dropLast().map { try sample(spectrum($0.peaks), smiles: $0.smiles) }
}

/// Settings of a network small enough for tests.
func smallSettings(_ kind: NMRNetworkKind) -> NMREncoderSettings<Carbon13> {
  var settings = NMREncoderSettings<Carbon13>()
  settings.network.kind = kind
  settings.network.embeddingDimensions = 24
  settings.network.grid.resolution = 2
  settings.network.grid.broadening = 1
  (settings.network.channels, settings.network.kernelSize, settings.network.stride) = ([4, 6], 5, 3)
  (settings.network.layers, settings.network.dimensions, settings.network.heads) = (2, 16, 2)
  (settings.network.intermediateDimensions, settings.network.frequencies) = (32, 8)
  return settings
}

func smallTask(
  _ kind: NMRNetworkKind, _ task: NMRPretrainingKind = .fingerprint,
  _ change: (inout NMREncoderSettings<Carbon13>, inout NMRPretrainingSettings<Carbon13>) -> Void = { _, _ in }
) throws -> NMRPretrainingTask {
  var (encoder, settings) = (smallSettings(kind), NMRPretrainingSettings<Carbon13>())
  settings.task = task
  settings.maskedResolution = 20
  settings.targets.fingerprintBits = 64
  change(&encoder, &settings)
  return NMRPretrainingTask(
    encoder, settings, samples: try samples(), random: RandomStream(seed: 7, name: "test"))
}
