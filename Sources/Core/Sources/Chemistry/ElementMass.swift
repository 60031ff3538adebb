internal import CRDKit

/// Masses of elements and of the electron, in daltons.
public enum ElementMass {
  /// Of the most common isotope; the place is the atomic number, up to 118, and 0 stands where there is none.
  /// Equals RDKit's `PeriodicTable.GetMostCommonIsotopeMass`.
  public static let mostCommonIsotope: [Double] = (0...118).map { crdkit_isotope_mass(UInt8($0)) }

  /// CODATA 2018.
  public static let electron = 0.000_548_579_909_065
}
