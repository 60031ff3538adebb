internal import Chemistry
internal import Foundation
public import Spectra

/// How a mass spectrum was measured, as far as it is known.
public struct AcquisitionConditions: Sendable, Equatable {
  /// In Th.
  public var precursorMZ: Double?
  /// In eV, or per cent of the normalised scale.
  public var collisionEnergy: Double?
  public var isCollisionEnergyNormalized: Bool
  public var adduct: String?
  public var polarity: MassSpectrum.Polarity?
  public var analyzer: MassAnalyzer?
  public var isElectronIonization: Bool

  public init(_ spectrum: MassSpectrum) {
    precursorMZ = spectrum.precursorMZ.flatMap { $0.isFinite && $0 > 0 ? $0 : nil }
    collisionEnergy = spectrum.collisionEnergy.flatMap { $0.isFinite && $0 >= 0 ? $0 : nil }
    isCollisionEnergyNormalized = spectrum.isCollisionEnergyNormalized
    adduct = spectrum.adduct
    polarity = spectrum.polarity
    analyzer = spectrum.instrument.flatMap(MassAnalyzer.init(describedAs:))
    isElectronIonization = spectrum.isElectronIonization
  }

  /// Ions that have a place of their own; all others share one. They are the commonest of public libraries.
  static let adducts = [
    "[M+H]+", "[M+Na]+", "[M+NH4]+", "[M+K]+", "[M-H2O+H]+", "[M+2H]2+", "[M]+", "[M-H]-", "[M+Cl]-", "[M+HCOO]-",
    "[M+CH3COO]-", "[M]-",
  ]

  /// What the commonest singly charged ions, and the doubly protonated one, have more than the molecule, as atoms by their
  /// atomic numbers.
  private static let addedAtoms: [String: [(number: Int, count: Int)]] = [
    "[M+H]+": [(1, 1)], "[M+Na]+": [(11, 1)], "[M+NH4]+": [(7, 1), (1, 4)], "[M+K]+": [(19, 1)],
    "[M-H2O+H]+": [(1, -1), (8, -1)], "[M+2H]2+": [(1, 2)], "[M]+": [], "[M-H]-": [(1, -1)], "[M+Cl]-": [(17, 1)],
    "[M+HCOO]-": [(1, 1), (6, 1), (8, 2)], "[M+CH3COO]-": [(1, 3), (6, 2), (8, 2)], "[M]-": [],
  ]

  /// The mass of the molecule in daltons, by the precursor and its adduct; `nil` where one of these isn't known.
  var neutralMass: Double? {
    guard let precursorMZ, let name = adduct?.filter({ !$0.isWhitespace }), let atoms = Self.addedAtoms[name] else {
      return nil
    }
    let charges = name.hasSuffix("2+") ? 2.0 : 1.0
    let electrons = name.hasSuffix("-") ? 1.0 : -charges
    let added = atoms.reduce(electrons * ElementMass.electron) {
      $0 + Double($1.count) * ElementMass.mostCommonIsotope[$1.number]
    }
    let mass = precursorMZ * charges - added
    // Beyond, a precursor is an error of the file.
    return mass > 0 && mass < 1e5 ? mass : nil
  }

  /// How many numbers ``features`` are.
  static let featureCount = 8 + (adducts.count + 2) + (MassAnalyzer.allCases.count + 1)

  /// The conditions without the precursor, as numbers about 1 in size. What is absent has a column of its own, so that a
  /// layer on top learns a vector for it.
  var features: [Float] {
    let energy = collisionEnergy.map { Float(min($0, 300) / 50) }
    let isNormalized = energy != nil && isCollisionEnergyNormalized
    var features: [Float] = [
      isElectronIonization ? 1 : 0,
      polarity == .positive ? 1 : 0, polarity == .negative ? 1 : 0, polarity == nil ? 1 : 0,
      energy == nil ? 1 : 0, isNormalized ? 1 : 0, isNormalized ? energy ?? 0 : 0, isNormalized ? 0 : energy ?? 0,
    ]
    var adducts = [Float](repeating: 0, count: Self.adducts.count + 2)
    let trimmed = adduct?.filter { !$0.isWhitespace }
    adducts[trimmed.map { name in Self.adducts.firstIndex(of: name) ?? Self.adducts.count } ?? Self.adducts.count + 1] =
      1
    features += adducts
    features += MassAnalyzer.allCases.map { $0 == analyzer ? 1 : 0 } + [analyzer == nil ? 1 : 0]
    return features
  }
}

/// What sorts the ions: decides how exact masses are and which energies reach the fragments.
public enum MassAnalyzer: String, Sendable, CaseIterable {
  case timeOfFlight
  /// Orbitrap and ion cyclotron resonance.
  case fourierTransform
  case quadrupole
  case ionTrap
  case sector

  /// Reads an instrument's type or name, such as `LC-ESI-QTOF`, `Q Exactive Plus` or `EI-B`; `nil` for others.
  public init?(describedAs text: String) {
    let text = text.uppercased()
    // In this order: LC-ESI-QTOF has a quadrupole too, and LC-ESI-ITFT an ion trap.
    let marks: [(Self, [String])] = [
      (.timeOfFlight, ["TOF", "TIME OF FLIGHT"]),
      (.fourierTransform, ["FT", "ORBITRAP", "EXACTIVE", "HCD", "EXPLORIS", "ICR"]),
      (.ionTrap, ["ION TRAP", "-IT", "LTQ"]),
      (.quadrupole, ["QQ", "QUAD", "TSQ", "-Q"]),
      (.sector, ["EI-B", "EI-EB", "SECTOR", "-BE"]),
    ]
    guard let found = marks.first(where: { $0.1.contains(where: text.contains) }) else { return nil }
    self = found.0
  }
}
