import Chemistry
import Testing

/// SMILES that a reader of our own reads, and those at its border, which must be refused as RDKit refuses them.
struct PlainSMILESTests {
  /// A SMILES and its canonical form, by RDKit in Python.
  struct Case: CustomTestStringConvertible {
    let smiles, canonical: String
    var testDescription: String { smiles }
  }

  @Test(arguments: [
    Case(smiles: "C=1CCCCC1", canonical: "C1=CCCCC1"),
    Case(smiles: "C1CCCCC=1", canonical: "C1=CCCCC1"),
    Case(smiles: "C1CC1CC1CC1", canonical: "C1CC1CC1CC1"),
    Case(smiles: "c1ccccc1c1ccccc1", canonical: "c1ccc(-c2ccccc2)cc1"),
    Case(smiles: "[nH]1cccc1", canonical: "c1cc[nH]c1"),
    Case(smiles: "[N+](C)(C)(C)C", canonical: "C[N+](C)(C)C"),
    Case(smiles: "[O-]C(=O)[CH2][NH3+]", canonical: "[NH3+]CC(=O)[O-]"),
    Case(smiles: "ClC(Br)I", canonical: "ClC(Br)I"),
  ])
  func isReadAsByRDKit(_ example: Case) throws {
    #expect(try Molecule(smiles: example.smiles).canonicalSMILES == example.canonical)
  }

  @Test(arguments: [
    "C1CC", "C11CC1", "C1C1", "C(C", "C)C", "C()C", "C((C))C", "C(1)CC1", "(C)C", "=C", "C=", "C==C", "C(=)C", "C=(C)C",
    "[C", "[CH3", "[]C", "1CC1", "C%", "c1cccc1", "C(C)(C)(C)(C)C",
  ])
  func isRefused(_ smiles: String) {
    #expect(throws: MoleculeError.self) { try Molecule(smiles: smiles) }
  }
}
