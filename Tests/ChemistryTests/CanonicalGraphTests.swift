import Chemistry
import Testing

struct CanonicalGraphTests {
  /// The graph in canonical order is that of the molecule as RDKit reads it back from its canonical SMILES.
  @Test(arguments: Reference.molecules)
  func equalsThatOfTheCanonicalSMILES(_ reference: Reference) throws {
    let molecule = try Molecule(smiles: reference.smiles)
    for features in GraphFeatures.allCases {
      let expected = try molecule.canonicalized().graph(features: features)
      #expect(try Molecule(smiles: reference.smiles).canonicalGraph(features: features) == expected)
      // The same after the SMILES was asked for, which both need.
      #expect(try molecule.canonicalGraph(features: features) == expected)
    }
  }

  /// Every spelling gives one graph, and one canonical SMILES whether or not the order was asked for before.
  @Test(arguments: [
    "CC(=O)Oc1ccccc1C(=O)O", "Cn1cnc2c1c(=O)n(C)c(=O)n2C", "C[N+](C)(C)CC(=O)[O-]", "CS(=O)(=O)c1cc[nH]c1",
  ])
  func spellingDoesNotMatter(_ smiles: String) throws {
    let molecule = try Molecule(smiles: smiles)
    let (graph, canonical) = (try molecule.canonicalGraph(features: .ogb), try molecule.canonicalSMILES)
    for seed in 0..<20 as Range<UInt64> {
      let other = try Molecule(smiles: molecule.randomizedSMILES(seed: seed))
      #expect(try other.canonicalGraph(features: .ogb) == graph)
      #expect(try other.canonicalSMILES == canonical)
    }
  }
}
