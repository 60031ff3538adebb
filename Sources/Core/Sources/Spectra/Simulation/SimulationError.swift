/// Why a spectrum can't be simulated.
public enum SimulationError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The molecule has no atom of the nucleus that is looked at.
  case missingNucleus(NMRSpectrum.Nucleus)
  /// The molecule has atoms without an element.
  case wildcard
  /// Salts and mixtures, whose parts fragment each by itself.
  case severalComponents(Int)
  /// No ion of the kind is made from a molecule with a charge.
  case charged(Int)
  /// More atoms, hydrogens left out, than fragments are made of.
  case tooManyAtoms(Int, limit: Int)
  /// Neither a bond that may break nor an ion of the whole molecule within reach.
  case noFragment
  /// An energy that is not a number of 0 to 1,000 eV.
  case collisionEnergy(Double)
  /// RDKit failed on the molecule.
  case molecule(String)

  public var description: String {
    switch self {
    case .missingNucleus(let nucleus): "the molecule has no atom that \(nucleus.rawValue) NMR would show"
    case .wildcard: "the molecule has an atom without an element"
    case .severalComponents(let count): "the molecule has \(count) parts that aren't bonded; only one can be simulated"
    case .charged(let charge): "the molecule has the charge \(charge); only a neutral one can be simulated"
    case .tooManyAtoms(let count, let limit):
      "the molecule has \(count) atoms besides hydrogen; mass spectra are simulated up to \(limit)"
    case .noFragment: "the molecule gives no ion"
    case .collisionEnergy(let energy): "a collision energy of \(energy) eV can't be simulated; it must be in 0...1000"
    case .molecule(let reason): reason
    }
  }
}
