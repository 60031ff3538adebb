import Chemistry
import Foundation
import Testing

@Suite("Molecule")
struct MoleculeTests {
  /// L-alanine, written by RDKit.
  static let alanine = """
    alanine
         RDKit          2D

      6  5  0  0  0  0  0  0  0  0999 V2000
        1.5000    1.2990    0.0000 C   0  0  0  0  0  0  0  0  0  0  0  0
        0.7500    0.0000    0.0000 C   0  0  0  0  0  0  0  0  0  0  0  0
        1.5000   -1.2990    0.0000 N   0  0  0  0  0  0  0  0  0  0  0  0
       -0.7500   -0.0000    0.0000 C   0  0  0  0  0  0  0  0  0  0  0  0
       -1.5000    1.2990    0.0000 O   0  0  0  0  0  0  0  0  0  0  0  0
       -1.5000   -1.2990    0.0000 O   0  0  0  0  0  0  0  0  0  0  0  0
      2  1  1  6
      2  3  1  0
      2  4  1  0
      4  5  2  0
      4  6  1  0
    M  END

    """

  static let alanineV3000 = """
    alanine
         RDKit          2D

      0  0  0  0  0  0  0  0  0  0999 V3000
    M  V30 BEGIN CTAB
    M  V30 COUNTS 6 5 0 0 0
    M  V30 BEGIN ATOM
    M  V30 1 C 1.500000 1.299038 0.000000 0
    M  V30 2 C 0.750000 0.000000 0.000000 0
    M  V30 3 N 1.500000 -1.299038 0.000000 0
    M  V30 4 C -0.750000 -0.000000 0.000000 0
    M  V30 5 O -1.500000 1.299038 0.000000 0
    M  V30 6 O -1.500000 -1.299038 0.000000 0
    M  V30 END ATOM
    M  V30 BEGIN BOND
    M  V30 1 1 2 1 CFG=3
    M  V30 2 1 2 3
    M  V30 3 1 2 4
    M  V30 4 2 4 5
    M  V30 5 1 4 6
    M  V30 END BOND
    M  V30 END CTAB
    M  END

    """

  @Test(arguments: [
    alanine, alanineV3000, alanine.replacingOccurrences(of: "\n", with: "\r\n"), alanine + "> <yield>\n12\n\n$$$$\n",
    alanine.replacingOccurrences(of: "alanine", with: "L‐Alanin, größer"),
  ])
  func molBlock(_ block: String) throws {
    let molecule = try Molecule(molBlock: block)
    let smiles = try Molecule(smiles: "C[C@H](N)C(=O)O")
    #expect(try molecule.canonicalSMILES == smiles.canonicalSMILES)
    #expect(try molecule.inchiKey == "QNAYBMKLOCPYGJ-REOHCLBHSA-N")
    #expect(try molecule.descriptors().chiralCenters == 1)
    #expect(try molecule.picture(width: 64, height: 64) == smiles.picture(width: 64, height: 64))
  }

  @Test func seedsGiveDifferentSpellings() throws {
    let molecule = try Molecule(smiles: "CC(C)Cc1ccc(cc1)C(C)C(=O)O")
    let spellings = try Set((0..<50).map { try molecule.randomizedSMILES(seed: $0) })
    #expect(spellings.count > 20)
  }

  /// RDKit caches inside molecules, so threads that share them would show a missing lock.
  @Test func threadsGiveTheSameResults() async throws {
    let molecules = try Reference.molecules.map { try Molecule(smiles: $0.smiles) }
    @Sendable func results(_ shared: [Molecule]?) throws -> [String] {
      try Reference.molecules.indices.map { index in
        let molecule = try shared?[index] ?? Molecule(smiles: Reference.molecules[index].smiles)
        let key = try? molecule.inchiKey
        let pixels = try molecule.picture(width: 48, height: 48, colors: .grey).pixels
        return try """
        \(molecule.canonicalSMILES) \(key ?? "-") \(molecule.scaffold) \(molecule.descriptors()) \
        \(molecule.graph(features: .ogb)) \(molecule.morganFingerprint().onBits) \(pixels)
        """
      }
    }
    let alone = try results(nil)
    try await withThrowingTaskGroup(of: [String].self) { group in
      for thread in 0..<8 { group.addTask { try results(thread.isMultiple(of: 2) ? molecules : nil) } }
      for try await together in group { #expect(together == alone) }
    }
  }

  /// The reason comes through a log that all threads write to.
  @Test func threadsGetTheirOwnErrors() async {
    await withTaskGroup(of: Bool.self) { group in
      for thread in 0..<8 {
        group.addTask {
          for round in 0..<500 {
            let bad = MoleculeErrorTests.smiles[(thread + round) % 18]
            do throws(MoleculeError) {
              _ = try Molecule(smiles: bad.input)
              return false
            } catch {
              if error.description != bad.message { return false }
            }
          }
          return true
        }
      }
      for await right in group { #expect(right) }
    }
  }
}
