import ACML
import Chemistry
import MassSpectrometry
import Spectra
import Tensors

/// Molecules with an invented fragment pattern each; no two have the same peaks.
let smilesOfTests = [
  "CCO", "c1ccccc1", "CC(=O)Oc1ccccc1C(=O)O", "CN1C=NC2=C1C(=O)N(C(=O)N2C)C", "CCCCCCBr", "NCC(=O)O",
]

/// An EI spectrum at whole masses.
func electronIonization(_ index: Int = 0) -> MassSpectrum {
  var spectrum = MassSpectrum(
    peaks: (0..<6 + index % 4).map { peak in
      MassSpectrum.Peak(
        mz: Double(27 + 14 * peak + 3 * index % 11), intensity: Float(1000 - 120 * peak + 37 * (index % 5)))
    })
  spectrum.isElectronIonization = true
  spectrum.polarity = .positive
  spectrum.instrument = "EI-B"
  return spectrum
}

/// An MS/MS spectrum at exact masses, with everything known that an encoder asks for.
func tandem(_ index: Int = 0) -> MassSpectrum {
  var spectrum = MassSpectrum(
    peaks: (0..<5 + index % 3).map { peak in
      MassSpectrum.Peak(
        mz: 55.0178 + 23.0613 * Double(peak) + 1.00335 * Double(index), intensity: Float(10 + 90 * (peak % 3)))
    })
  spectrum.level = 2
  spectrum.polarity = .positive
  spectrum.precursorMZ = 215.1067 + 7.0234 * Double(index)
  spectrum.adduct = "[M+H]+"
  spectrum.collisionEnergy = Double(10 + 5 * index)
  spectrum.instrument = "LC-ESI-QTOF"
  return spectrum
}

func sample(_ spectrum: MassSpectrum, smiles: String = "CCO") throws -> Sample {
  Sample(
    identity: smiles, smiles: smiles, molecule: try Molecule(smiles: smiles), payload: Spectrum.mass(spectrum))
}

/// One spectrum a molecule.
func samples(_ spectrum: (Int) -> MassSpectrum) throws -> [Sample] {
  try smilesOfTests.enumerated().map { try sample(spectrum($0), smiles: $1) }
}

/// Networks that are small enough for tests.
enum Small {
  static var peakSet: PeakSetSettings {
    var settings = PeakSetSettings()
    (settings.dimensions, settings.layers, settings.heads, settings.intermediateDimensions) = (32, 2, 4, 64)
    (settings.poolingHeads, settings.hiddenDimensions, settings.embeddingDimensions) = (2, 64, 48)
    settings.waves = 8
    settings.formulaMZ = 80
    return settings
  }

  static var convolutional: BinnedSettings {
    var settings = BinnedSettings()
    settings.peaks.maxMZ = 300
    (settings.channels, settings.hiddenDimensions, settings.embeddingDimensions) = ([8, 8], 64, 48)
    return settings
  }

  static var dense: BinnedSettings {
    var settings = convolutional
    settings.trunk = .mlp
    return settings
  }
}

/// A network, whichever it is, as tests speak of it.
enum TestedNetwork: String, CaseIterable, Sendable {
  case peakSet, convolutional, dense

  func task(
    _ samples: [Sample], log: PluginLog = .silent, _ change: (inout MassPretrainingSettings) -> Void = { _ in }
  ) throws -> any PretrainingTask {
    var settings = MassPretrainingSettings()
    settings.targets.fingerprintBits = 128
    change(&settings)
    let context = PretrainingContext(random: RandomStream(seed: 7, name: "test"), log: log)
    switch self {
    case .peakSet: return try MassPretraining<PeakSetNetwork>(Small.peakSet, settings, samples: samples, context)
    case .convolutional:
      return try MassPretraining<BinnedNetwork>(Small.convolutional, settings, samples: samples, context)
    case .dense: return try MassPretraining<BinnedNetwork>(Small.dense, settings, samples: samples, context)
    }
  }

  func encoder() throws -> any ModalityEncoder { try task([]).makeEncoder() }

  /// An encoder of random weights whose embedding ends with the precursor's mass.
  func encoder(precursorMass: Bool) throws -> any ModalityEncoder {
    func network<Network: MassNetwork>(_: Network.Type, _ shape: Network.Shape) -> MassEncoder<Network> {
      var shape = shape
      shape.precursorMass = precursorMass
      return MassEncoder(Network(shape, random: RandomStream(seed: 7, name: "test")))
    }
    return switch self {
    case .peakSet: network(PeakSetNetwork.self, Small.peakSet)
    case .convolutional: network(BinnedNetwork.self, Small.convolutional)
    case .dense: network(BinnedNetwork.self, Small.dense)
    }
  }

  var id: String { self == .peakSet ? PeakSetNetwork.id : BinnedNetwork.id }
}
