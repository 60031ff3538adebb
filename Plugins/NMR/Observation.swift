public import ACML
public import Spectra

/// A nucleus that this plugin has a modality and an encoder for, with what is usual for its spectra.
public struct Observation: Sendable, Equatable {
  public let nucleus: NMRSpectrum.Nucleus
  public let modality: Modality
  /// The encoder's id.
  public let encoder: String
  /// How multiplicities are told apart.
  public let patterns: PeakPatterns
  /// The grid of a new encoder.
  public let grid: GridSettings
  /// Wavelength of the finest feature of a shift, in ppm.
  public let finestPeriod: Double
  /// Deviation of the shifts in training, in ppm: what solvent, concentration and temperature change.
  public let shiftJitter: Float
  /// Width of the bins of masked peaks, in ppm.
  public let maskedResolution: Double

  public static let carbon13 = Observation(
    nucleus: .carbon13, modality: "nmr-13c", encoder: "nmr-cnn-13c", patterns: .attachedHydrogens,
    grid: GridSettings(from: -20, to: 240, resolution: 0.1, broadening: 0.5), finestPeriod: 2, shiftJitter: 0.3,
    maskedResolution: 2)

  public static let proton = Observation(
    nucleus: .proton, modality: "nmr-1h", encoder: "nmr-cnn-1h", patterns: .couplingPatterns,
    grid: GridSettings(from: -2, to: 16, resolution: 0.01, broadening: 0.03), finestPeriod: 0.1, shiftJitter: 0.02,
    maskedResolution: 0.1)

  public static func == (one: Self, other: Self) -> Bool { one.nucleus == other.nucleus }
}

/// An ``Observation`` as a type, so that settings can begin with its values.
public protocol ObservedNucleus: Sendable {
  static var observation: Observation { get }
}

public enum Carbon13: ObservedNucleus {
  public static var observation: Observation { .carbon13 }
}

public enum Proton: ObservedNucleus {
  public static var observation: Observation { .proton }
}
