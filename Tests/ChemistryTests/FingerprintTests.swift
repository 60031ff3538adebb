import Chemistry
import Testing

@Suite("Fingerprint")
struct FingerprintTests {
  @Test func tanimoto() throws {
    let ethanol = try Molecule(smiles: "CCO").morganFingerprint()
    let propanol = try Molecule(smiles: "CCCO").morganFingerprint()
    let shared = Set(ethanol.onBits).intersection(propanol.onBits).count
    let either = Set(ethanol.onBits).union(propanol.onBits).count
    #expect(shared > 0 && shared < either)
    #expect(ethanol.tanimotoSimilarity(to: propanol) == Double(shared) / Double(either))
    #expect(ethanol.tanimotoSimilarity(to: ethanol) == 1)
  }

  @Test func chirality() throws {
    let left = try Molecule(smiles: "C[C@H](N)C(=O)O")
    let right = try Molecule(smiles: "C[C@@H](N)C(=O)O")
    #expect(try left.morganFingerprint() == right.morganFingerprint())
    #expect(try left.morganFingerprint(useChirality: true) != right.morganFingerprint(useChirality: true))
  }

  @Test(arguments: [1, 63, 64, 65, 1000])
  func lengths(_ bits: Int) throws {
    let fingerprint = try Molecule(smiles: "c1ccccc1CCN").morganFingerprint(bits: bits)
    #expect(fingerprint.bitCount == bits)
    #expect(fingerprint.words.count == (bits + 63) / 64)
    #expect(fingerprint.words.reduce(0) { $0 + $1.nonzeroBitCount } == fingerprint.onBits.count)
    #expect(!fingerprint.onBits.isEmpty)
  }
}
