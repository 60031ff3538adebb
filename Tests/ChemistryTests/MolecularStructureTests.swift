import Chemistry
import Testing

struct MolecularStructureTests {
  @Test func showsAtomsAndBonds() throws {
    let structure = try Molecule(smiles: "C[C@H](N)C(=O)[O-]").structure()
    #expect(structure.atoms.map(\.atomicNumber) == [6, 6, 7, 6, 8, 8])
    #expect(structure.atoms.map(\.hydrogens) == [3, 1, 2, 0, 0, 0])
    #expect(structure.atoms.map(\.charge) == [0, 0, 0, 0, 0, -1])
    #expect(structure.atoms.map(\.hybridization) == [.sp3, .sp3, .sp3, .sp2, .sp2, .sp2])
    #expect(structure.bonds.map(\.order) == [.single, .single, .single, .double, .single])
    #expect(structure.neighbors[1].map(\.atom) == [0, 2, 3])
    #expect(structure.rings.isEmpty)
    #expect(abs(structure.atoms[4].mass - 15.994915) < 1e-6)
  }

  @Test func countsIsotopesInTheMass() throws {
    #expect(abs(try Molecule(smiles: "[13CH4]").structure().atoms[0].mass - 13.003355) < 1e-6)
  }

  /// Equivalent atoms share a class; stereochemistry alone makes no other.
  @Test func findsSymmetry() throws {
    let toluene = try Molecule(smiles: "Cc1ccccc1").structure().atoms.map(\.symmetryClass)
    #expect(Set(toluene).count == 5 && toluene[2] == toluene[6] && toluene[3] == toluene[5])
    let tartaric = try Molecule(smiles: "OC(=O)[C@H](O)[C@@H](O)C(=O)O").structure().atoms.map(\.symmetryClass)
    #expect(tartaric[3] == tartaric[5] && Set(tartaric).count == 5)
  }

  @Test func findsRings() throws {
    let structure = try Molecule(smiles: "C1CC1c1ccccc1").structure()
    #expect(structure.rings.map { Set($0) } == [[0, 1, 2], [3, 4, 5, 6, 7, 8]])
    #expect(structure.bonds.filter(\.isInRing).count == 9)
  }

  @Test(arguments: [("F/C=C/Cl", false), ("F/C=C\\Cl", true)])
  func tellsTheSidesOfDoubleBonds(_ smiles: String, _ isSameSide: Bool) throws {
    let stereo = try #require(try Molecule(smiles: smiles).structure().bonds[1].stereo)
    #expect(stereo.neighbors == [0, 3] && stereo.isSameSide == isSameSide)
    #expect(try Molecule(smiles: "FC=CCl").structure().bonds[1].stereo == nil)
  }
}
