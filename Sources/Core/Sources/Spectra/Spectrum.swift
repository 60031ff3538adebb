/// What a spectrometer measured, or a simulation made, of one compound.
public enum Spectrum: Sendable, Equatable {
  case mass(MassSpectrum)
  case nmr(NMRSpectrum)
  case other(OtherSpectrum)

  /// What kind it is, for counting and for choosing: see ``Kind``.
  public var kind: Kind {
    switch self {
    case .mass(let spectrum):
      spectrum.isElectronIonization ? .electronIonization : spectrum.level >= 2 ? .tandemMass : .otherMass
    case .nmr(let spectrum): .nmr(spectrum.nucleus)
    case .other(let spectrum): .other(spectrum.technique)
    }
  }

  /// Kinds of spectra that chemists tell apart.
  public enum Kind: Hashable, Sendable, CustomStringConvertible {
    /// Fragments by electron ionisation, as of GC-MS.
    case electronIonization
    /// Fragments of an isolated ion, as of LC-MS/MS.
    case tandemMass
    case otherMass
    case nmr(NMRSpectrum.Nucleus)
    /// Any other technique, in the file's own words.
    case other(String)

    public var description: String {
      switch self {
      case .electronIonization: "EI mass spectrum"
      case .tandemMass: "MS/MS spectrum"
      case .otherMass: "mass spectrum"
      case .nmr(let nucleus): "\(nucleus.rawValue) NMR spectrum"
      case .other(let technique): technique.lowercased()
      }
    }
  }
}

/// A spectrum of a technique that has no type of its own, such as infrared.
public struct OtherSpectrum: Sendable, Equatable {
  /// In the file's own words: `INFRARED SPECTRUM`.
  public var technique: String
  /// Units of the abscissa and the ordinate, in the file's own words.
  public var units: (x: String, y: String)
  public var trace: Trace?
  /// Points at uneven distances.
  public var points: [(x: Double, y: Double)]

  public init(
    technique: String, units: (x: String, y: String), trace: Trace? = nil, points: [(x: Double, y: Double)] = []
  ) {
    self.technique = technique
    self.units = units
    self.trace = trace
    self.points = points
  }

  public static func == (one: Self, other: Self) -> Bool {
    one.technique == other.technique && one.units == other.units && one.trace == other.trace
      && one.points.elementsEqual(other.points, by: ==)
  }
}
