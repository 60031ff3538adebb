import Chemistry
import Foundation
import Testing

/// An input and the exact text of its error.
struct BadText: Sendable, CustomTestStringConvertible {
  let name: String
  let input: String
  let message: String
  var testDescription: String { name }

  init(_ input: String, _ message: String, name: String? = nil) {
    self.name = name ?? input.debugDescription
    self.input = input
    self.message = message
  }
}

@Suite("Bad input")
struct MoleculeErrorTests {
  static let smiles: [BadText] = [
    BadText("", "the molecule is empty; at least one atom is needed"),
    BadText("CC name", "SMILES \"CC name\" has white space at byte 2"),
    BadText("CC\t", "SMILES \"CC\u{fffd}\" has white space at byte 2"),
    BadText("CC |$a;b$|", "SMILES \"CC |$a;b$|\" has white space at byte 2"),
    BadText("C\0C", "SMILES \"C\u{fffd}C\" has the control character 0 at byte 1"),
    BadText("C\u{7f}", "SMILES \"C\u{fffd}\" has the control character 127 at byte 1"),
    BadText("Cé", "SMILES \"Cé\" has a character that is not ASCII at byte 1"),
    BadText("XYZ", "SMILES \"XYZ\" is no molecule: syntax error"),
    BadText("[C", "SMILES \"[C\" is no molecule: syntax error"),
    BadText("[Zz]", "SMILES \"[Zz]\" is no molecule: syntax error"),
    BadText("CC>>CO", "SMILES \"CC>>CO\" is no molecule: syntax error"),
    BadText("c1ccccc", "SMILES \"c1ccccc\" is no molecule: unclosed ring"),
    BadText("C11", "SMILES \"C11\" is no molecule: duplicated ring closure 1 bonds atom 0 to itself"),
    BadText("C(C", "SMILES \"C(C\" is no molecule: extra open parentheses"),
    BadText("CC)", "SMILES \"CC)\" is no molecule: extra close parentheses"),
    BadText("CcC", "SMILES \"CcC\" is no molecule: non-ring atom 1 marked aromatic"),
    BadText("c1cccc1", "SMILES \"c1cccc1\" is no molecule: Can't kekulize mol.  Unkekulized atoms: 0 1 2 3 4"),
    BadText(
      "C(C)(C)(C)(C)C",
      "SMILES \"C(C)(C)(C)(C)C\" is no molecule: Explicit valence for atom # 0 C, 5, is greater than permitted"),
    BadText(
      String(repeating: "C", count: 70) + ")",
      "SMILES \"\(String(repeating: "C", count: 60))…\" is no molecule: extra close parentheses",
      name: "a long one is quoted in part"),
    BadText(
      String(repeating: "C", count: 513), "the molecule has 513 atoms, but at most 512 are allowed",
      name: "513 atoms"),
    BadText(
      "C" + String(repeating: ".[H]", count: 600), "the molecule has 601 atoms, but at most 512 are allowed",
      name: "hydrogens count"),
    BadText(
      String(repeating: "C", count: 65_537), "the molecule's text has 65537 bytes, but at most 65536 are allowed",
      name: "65,537 bytes"),
  ]

  @Test(arguments: smiles)
  func smilesIsRefused(_ input: BadText) {
    let error = #expect(throws: MoleculeError.self) { try Molecule(smiles: input.input) }
    #expect(error?.description == input.message)
  }

  static let molBlocks: [BadText] = [
    BadText("", "the molecule is empty; at least one atom is needed"),
    BadText("a\0b", "mol block \"a\u{fffd}b\" has the control character 0 at byte 1"),
    BadText(
      "alanine\n",
      "mol block \"alanine\" is no molecule: Counts line too short: '' on line4",
      name: "title only"),
    BadText(
      "none\n\n\n  0  0  0  0  0  0  0  0  0  0999 V2000\nM  END\n",
      "the molecule is empty; at least one atom is needed",
      name: "no atom"),
    BadText(
      "short\n\n\n  2  1  0  0  0  0  0  0  0  0999 V2000\n    0.0000",
      "mol block \"short\" is no molecule: EOF hit while reading atoms",
      name: "cut off"),
    BadText(
      "odd\n\n\n  x  1  0  0  0  0  0  0  0  0999 V2000\nM  END\n",
      "mol block \"odd\" is no molecule: Cannot convert '  x' to unsigned int on line 4",
      name: "no number"),
    BadText(
      MoleculeTests.alanine.replacingOccurrences(of: "  2  1  1  6", with: "  2  9  1  6"),
      "mol block \"alanine\" is no molecule: RDKit finds that 8 < 6 does not hold: bond_pin->getEndAtomIdx()",
      name: "a bond to an atom that isn't there"),
    BadText(
      MoleculeTests.alanine.replacingOccurrences(of: " N ", with: " Qq"),
      "mol block \"alanine\" is no molecule: Element 'Qq' not found",
      name: "unknown element"),
    BadText(
      MoleculeTests.alanineV3000.replacingOccurrences(of: "COUNTS 6", with: "counts -\nM  V30 100000000"),
      "the molecule has 100000000 atoms, but at most 512 are allowed",
      name: "many atoms promised"),
  ]

  @Test(arguments: molBlocks)
  func molBlockIsRefused(_ input: BadText) {
    let error = #expect(throws: MoleculeError.self) { try Molecule(molBlock: input.input) }
    #expect(error?.description == input.message)
  }

  @Test func limitsAreTheCallers() throws {
    let limits = MoleculeLimits(maximumAtoms: 2)
    #expect(try Molecule(smiles: "CC", limits: limits).atomCount == 2)
    #expect(throws: MoleculeError.tooManyAtoms(3, limit: 2)) { try Molecule(smiles: "CCC", limits: limits) }
    #expect(throws: MoleculeError.tooManyAtoms(6, limit: 2)) {
      try Molecule(molBlock: MoleculeTests.alanine, limits: limits)
    }
  }

  @Test func requests() throws {
    let molecule = try Molecule(smiles: "CC*")
    #expect(throws: MoleculeError.fingerprintLength(0)) { try molecule.morganFingerprint(bits: 0) }
    #expect(throws: MoleculeError.fingerprintRadius(-1)) { try molecule.morganFingerprint(radius: -1) }
    #expect(throws: MoleculeError.pictureSize(width: 5000, height: 64)) {
      try molecule.picture(width: 5000, height: 64)
    }
    #expect(throws: MoleculeError.pictureSize(width: 64, height: 0)) { try molecule.svg(width: 64, height: 0) }
    let error = #expect(throws: MoleculeError.self) { try molecule.inchiKey }
    #expect(error?.description == "the molecule has no InChIKey: Unknown element(s): *")
    #expect(throws: MoleculeError.noInChIKey(reason: "InChI knows no such isotope")) {
      try Molecule(smiles: "[999CH4]").inchiKey
    }
  }
}
