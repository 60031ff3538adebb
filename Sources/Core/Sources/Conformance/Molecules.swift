internal import ACML
internal import Chemistry
internal import Foundation

/// The molecules that laws are tried on: what encoders stumble over.
enum Molecules {
  /// One atom, charged, with isotopes; no bond at all between several atoms.
  static let withoutBonds = ["O", "C", "[Cl-]", "[Na+].[Cl-]", "[2H]O[2H].[Xe]", "[He]"]

  static let ordinary = [
    "CCO", "CC(=O)Oc1ccccc1C(=O)O", "CN1C=NC2=C1C(=O)N(C(=O)N2C)C", "C/C=C\\C", "C#N", "N[C@@H](C)C(=O)O",
    "O=C([O-])c1ccccc1.[Na+]", "CCCCCCCCCCCCCCCC", "c1ccc2ccccc2c1", "FC(F)(F)c1ccccn1", "CS(=O)(=O)N", "OB(O)c1ccccc1",
    "C1CC2CCC1C2", "ClC(Cl)(Cl)Cl", "NCCS", "O=[N+]([O-])c1ccc(Br)cc1", "CC(C)(C)OP(=O)(O)O", "[13CH3]C(=O)C",
    "C[Si](C)(C)C", "CC1=C(C=CC(=C1)I)O",
  ]

  static let all = withoutBonds + ordinary

  /// Two spellings of a molecule. None has stereochemistry, whose codes depend on the order of atoms.
  static let respelled = [
    ("CC(=O)Oc1ccccc1C(=O)O", "OC(=O)c1c(OC(C)=O)cccc1"), ("[Na+].[Cl-].CCO", "OCC.[Cl-].[Na+]"),
    ("CN1C=NC2=C1C(=O)N(C(=O)N2C)C", "O=C1N(C)C(=O)c2n(C)cnc2N1C"), ("CCCCCO", "OCCCCC"), ("C#N", "N#C"),
    ("FC(F)(F)c1ccccn1", "n1ccccc1C(F)(F)F"),
  ]

  static func graphs(_ smiles: [String], _ features: GraphFeatures) throws -> GraphBatch {
    try GraphBatch(smiles.map { try Molecule(smiles: $0).graph(features: features) })
  }

  static func samples(_ smiles: [String]) throws -> [Sample] {
    try smiles.map { Sample(identity: $0, smiles: $0, molecule: try Molecule(smiles: $0)) }
  }
}
