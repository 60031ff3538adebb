internal import CRDKit

/// Numbers that describe a molecule, each equal to the RDKit function that it names.
public struct Descriptors: Hashable, Sendable {
  /// Average molecular weight in daltons: `Descriptors.MolWt`.
  public let molecularWeight: Double
  /// Octanol–water partition, base-10 logarithm, after Wildman and Crippen 1999: `Crippen.MolLogP`.
  public let logP: Double
  /// Polar surface area in Å², nitrogen and oxygen only, after Ertl 2000: `rdMolDescriptors.CalcTPSA`.
  public let topologicalPolarSurfaceArea: Double
  /// Hydrogen-bond donors: `rdMolDescriptors.CalcNumHBD`.
  public let hydrogenBondDonors: Int
  /// Hydrogen-bond acceptors: `rdMolDescriptors.CalcNumHBA`.
  public let hydrogenBondAcceptors: Int
  /// Rotatable bonds by the strict definition, so without amides and esters: `rdMolDescriptors.CalcNumRotatableBonds`.
  public let rotatableBonds: Int
  /// Rings of the smallest set: `rdMolDescriptors.CalcNumRings`.
  public let ringCount: Int
  /// Stereocentres, those of unknown sense included:
  /// `len(Chem.FindMolChiralCenters(mol, includeUnassigned=True, useLegacyImplementation=True))`.
  public let chiralCenters: Int
  /// QED from 0 to 1 with the mean weights: `QED.qed`.
  public let quantitativeEstimateOfDruglikeness: Double
}

extension Molecule {
  /// Computes all descriptors together, in a few tenths of a millisecond for a drug.
  public func descriptors() throws(MoleculeError) -> Descriptors {
    var found = crdkit_descriptors()
    var druglikeness = crdkit_druglikeness()
    _ = try call("the descriptors") { crdkit_describe(handle, &found, &druglikeness, &$0) }
    return Descriptors(
      molecularWeight: found.molecular_weight,
      logP: found.log_p,
      topologicalPolarSurfaceArea: found.polar_surface_area,
      hydrogenBondDonors: Int(found.hydrogen_bond_donors),
      hydrogenBondAcceptors: Int(found.hydrogen_bond_acceptors),
      rotatableBonds: Int(found.rotatable_bonds),
      ringCount: Int(found.rings),
      chiralCenters: Int(found.chiral_centers),
      quantitativeEstimateOfDruglikeness: druglikeness.estimate)
  }
}
