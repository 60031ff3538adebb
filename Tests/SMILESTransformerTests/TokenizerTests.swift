import Foundation
import SMILESTransformer
import Testing

@Suite("Tokenizers") struct TokenizerTests {
  @Test(
    "A SMILES is cut into atoms, bonds, branches and ring closures",
    arguments: [
      ("CCO", ["C", "C", "O"]),
      ("CBr", ["C", "Br"]),
      ("ClCCl", ["Cl", "C", "Cl"]),
      ("B(C)Cc", ["B", "(", "C", ")", "C", "c"]),
      ("[13CH3][Se]C#N", ["[13CH3]", "[Se]", "C", "#", "N"]),
      ("N[C@@H](C)C", ["N", "[C@@H]", "(", "C", ")", "C"]),
      ("[Na+].[O-]", ["[Na+]", ".", "[O-]"]),
      ("C%12CC%12", ["C", "%12", "C", "C", "%12"]),
      ("C%(123)C1", ["C", "%(123)", "C", "1"]),
      ("F/C=C\\Cl", ["F", "/", "C", "=", "C", "\\", "Cl"]),
      ("C>>N", ["C", ">>", "N"]),
      ("C>N", ["C", ">", "N"]),
      ("", []),
      // No SMILES, but no reason to stop.
      ("[CH", ["[", "C", "H"]),
      ("%1", ["%", "1"]),
      ("%(1a)", ["%", "(", "1", "a", ")"]),
      ("%", ["%"]),
      ("Cé>", ["C", "é", ">"]),
    ])
  func atoms(_ smiles: String, _ expected: [String]) {
    #expect(AtomTokenizer.tokens(of: smiles).map(String.init) == expected)
  }

  @Test("The vocabulary holds RoBERTa's special tokens, then what is frequent enough, the most frequent first")
  func vocabulary() {
    let tokenizer = AtomTokenizer(counting: ["CCCOO", "CNNO", "F"], minimumCount: 2)
    #expect(tokenizer.vocabulary == ["<s>", "<pad>", "</s>", "<unk>", "<mask>", "C", "O", "N"])
    #expect(tokenizer.encode("CNF") == EncodedText(tokens: [5, 7, 3], unknownCount: 1))
    // A special token is no part of a text.
    #expect(tokenizer.encode("<s>").unknownCount == 3)
  }

  @Test("A long text is cut before the end token, and that is counted", arguments: [(5, 2), (8, 0), (7, 0), (2, 5)])
  func truncation(_ maximum: Int, _ cut: Int) {
    let tokenizer = AtomTokenizer(counting: ["CCCCC"], minimumCount: 1)
    let sequence = tokenizer.sequence(of: "CCCCC", maximumTokens: maximum)
    #expect(sequence.tokens == [0] + Array(repeating: 5, count: 5 - cut) + [2])
    #expect(sequence.truncatedCount == cut)
    #expect(sequence.textTokens.count == 5 - cut)
  }

  @Test("With no merges, every character is a token, as in ChemBERTa-77M")
  func emptyMerges() throws {
    let folder = try TemporaryFolder(copying: GoldenRoberta.own.folder)
    try folder.write("", to: "merges.txt")
    let tokenizer = try SMILESTransformer(folder: folder.url).tokenizer
    let tokens = tokenizer.sequence(of: "ClBr", maximumTokens: 64).tokens
    #expect(tokens.map(tokenizer.spelling) == ["<s>", "C", "l", "B", "r", "</s>"])
  }

  @Test("Added tokens are found in a text; what the vocabulary lacks becomes the unknown token and is counted")
  func addedAndUnknownTokens() throws {
    let folder = try TemporaryFolder(copying: GoldenRoberta.own.folder)
    try folder.replace("\"#\"", with: "\"no such token\"", in: "vocab.json")
    let tokenizer = try SMILESTransformer(folder: folder.url).tokenizer
    let sequence = tokenizer.sequence(of: "C<mask>#N", maximumTokens: 64)
    #expect(sequence.tokens.map(tokenizer.spelling) == ["<s>", "C", "<mask>", "<unk>", "N", "</s>"])
    #expect(sequence.unknownCount == 1)
  }
}
