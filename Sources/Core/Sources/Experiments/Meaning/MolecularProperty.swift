public import Chemistry

/// A number of a molecule that embeddings are compared with.
public enum MolecularProperty: String, Codable, Sendable, CaseIterable {
  case molecularWeight = "molecular-weight"
  case logP = "logp"
  case hydrogenBondDonors = "donors"
  case hydrogenBondAcceptors = "acceptors"
  case polarSurface = "polar-surface"
  case rotatableBonds = "rotatable-bonds"
  case druglikeness = "qed"
  case chiralCenters = "chiral-centres"

  /// What a table or an axis says.
  public var title: String {
    switch self {
    case .molecularWeight: "molecular weight (Da)"
    case .logP: "log P"
    case .hydrogenBondDonors: "hydrogen-bond donors"
    case .hydrogenBondAcceptors: "hydrogen-bond acceptors"
    case .polarSurface: "polar surface (Å²)"
    case .rotatableBonds: "rotatable bonds"
    case .druglikeness: "drug-likeness (QED)"
    case .chiralCenters: "chiral centres"
    }
  }

  /// The value among a molecule's descriptors, which say what each equals.
  public func value(_ descriptors: Descriptors) -> Double {
    switch self {
    case .molecularWeight: descriptors.molecularWeight
    case .logP: descriptors.logP
    case .hydrogenBondDonors: Double(descriptors.hydrogenBondDonors)
    case .hydrogenBondAcceptors: Double(descriptors.hydrogenBondAcceptors)
    case .polarSurface: descriptors.topologicalPolarSurfaceArea
    case .rotatableBonds: Double(descriptors.rotatableBonds)
    case .druglikeness: descriptors.quantitativeEstimateOfDruglikeness
    case .chiralCenters: Double(descriptors.chiralCenters)
    }
  }
}
