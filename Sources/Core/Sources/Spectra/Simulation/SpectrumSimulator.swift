public import Chemistry

/// Makes spectra of molecules by published rules, for trying things and for tests.
///
/// No rule here is learned from spectra, and nothing is random: the same molecule gives the same spectrum. A simulated
/// spectrum is a caricature of a measured one; whoever keeps it marks it as simulated (``SpectrumRecord/isSimulated``).
public struct SpectrumSimulator: Sendable {
  /// The kinds of spectra that can be simulated.
  public enum Kind: String, Sendable, CaseIterable {
    case carbon13 = "13c"
    case proton = "1h"
    /// Fragments by electrons of 70 eV.
    case electronIonization = "ei"
    /// Fragments of [M+H]+.
    case tandemMass = "msms"
  }

  /// The energies in eV, in the laboratory's frame, that MS/MS spectra may be simulated for.
  public static let collisionEnergies = 0.0...1000.0

  public let kind: Kind
  /// In eV; for ``Kind/tandemMass`` alone.
  public let collisionEnergy: Double

  /// - Throws: ``SimulationError/collisionEnergy(_:)``.
  public init(_ kind: Kind, collisionEnergy: Double = 30) throws(SimulationError) {
    guard Self.collisionEnergies.contains(collisionEnergy) else { throw .collisionEnergy(collisionEnergy) }
    self.kind = kind
    self.collisionEnergy = collisionEnergy
  }

  /// The spectrum of a molecule.
  ///
  /// - 13C: one peak an atom, so that equivalent atoms repeat, with the multiplicity of its hydrogens.
  /// - 1H: one peak a group of equivalent hydrogens, with their number as integral and the multiplicity of n + 1.
  /// - EI: whole-number m/z with isotopes; the base peak is 999.
  /// - MS/MS: monoisotopic m/z; the base peak is 1000.
  ///
  /// - Throws: ``SimulationError`` with the reason why there is no such spectrum.
  public func spectrum(of molecule: Molecule) throws(SimulationError) -> Spectrum {
    let structure: MolecularStructure
    do { structure = try molecule.structure() } catch { throw .molecule("\(error)") }
    if structure.atoms.contains(where: { $0.atomicNumber == 0 }) { throw .wildcard }
    switch kind {
    case .carbon13: return .nmr(try Self.carbonSpectrum(structure))
    case .proton: return .nmr(try Self.protonSpectrum(structure))
    case .electronIonization: return .mass(try Self.electronIonization(structure))
    case .tandemMass: return .mass(try Self.tandemMass(structure, collisionEnergy: collisionEnergy))
    }
  }
}
