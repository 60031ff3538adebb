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
    let folder = try TemporaryFolder(copying: GoldenEncoder.own.folder)
    try folder.write("", to: "merges.txt")
    let tokenizer = try SMILESTransformer(folder: folder.url).tokenizer
    let tokens = tokenizer.sequence(of: "ClBr", maximumTokens: 64).tokens
    #expect(tokens.map(tokenizer.spelling) == ["<s>", "C", "l", "B", "r", "</s>"])
  }

  @Test("A long word is merged in a time that doesn't grow with its square", .timeLimit(.minutes(1)))
  func longWord() throws {
    let tokenizer = try SMILESTransformer(folder: GoldenEncoder.own.folder).tokenizer
    let (short, long) = (tokenizer.encode(String(repeating: "C", count: 64)), String(repeating: "C", count: 1 << 17))
    let tokens = tokenizer.encode(long).tokens
    #expect(tokens.count == short.tokens.count << 11 && Set(tokens) == Set(short.tokens))
  }

  @Test("A vocab.txt without pieces that go on with a word is one of SMILES, unless the class says otherwise")
  func smilesVocabulary() throws {
    let folder = try TemporaryFolder(copying: GoldenEncoder.bert.folder)
    try folder.write("{}", to: "tokenizer_config.json")
    let vocabulary = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "C", "Cl", "Br", "(", ")", "=", "O", "[nH]", "%12"]
    try folder.write(vocabulary.joined(separator: "\n") + "\n", to: "vocab.txt")
    let tokenizer = try SMILESTransformer(folder: folder.url).tokenizer
    func spellings(_ text: String) -> [String?] {
      tokenizer.sequence(of: text, maximumTokens: 64).tokens.map(tokenizer.spelling)
    }
    // What no expression matches is passed over, what the vocabulary lacks is unknown, as in the Python packages.
    #expect(spellings("ClC(Br)=O") == ["[CLS]", "Cl", "C", "(", "Br", ")", "=", "O", "[SEP]"])
    #expect(spellings("C[nH]%12N|C") == ["[CLS]", "C", "[nH]", "%12", "[UNK]", "C", "[SEP]"])
    #expect(tokenizer.encode("C[nH]%12N|C").unknownCount == 2)

    try folder.write("{\"tokenizer_class\": \"BertTokenizer\", \"do_lower_case\": false}", to: "tokenizer_config.json")
    let bert = try SMILESTransformer(folder: folder.url).tokenizer
    #expect(bert.encode("Cl (C").tokens.map(bert.spelling) == ["Cl", "(", "C"])
    #expect(bert.encode("ClC").tokens.map(bert.spelling) == ["[UNK]"])
  }

  @Test("A tokenizer.json of whole words cut by the pattern of Schwaller et al.")
  func wordLevel() throws {
    let folder = try TemporaryFolder(copying: GoldenEncoder.bert.folder)
    let pattern =
      #"(\\[[^\\]]+]|Br?|Cl?|N|O|S|P|F|I|b|c|n|o|s|p|\\(|\\)|\\.|=|#|-|\\+|\\\\|\\/|:|~|@|\\?|>>?|\\*|\\$|\\%[0-9]{2}|[0-9])"#
    try folder.write(
      """
      {"added_tokens": [{"id": 0, "content": "<pad>"}], "normalizer": null,
       "pre_tokenizer": {"type": "Split", "behavior": "Isolated", "invert": false, "pattern": {"Regex": "\(pattern)"}},
       "post_processor": {"type": "Sequence", "processors": [{"type": "ByteLevel"},
         {"type": "BertProcessing", "sep": ["</s>", 2], "cls": ["<s>", 1]}]},
       "model": {"type": "WordLevel", "unk_token": "<unk>",
         "vocab": {"<pad>": 0, "<s>": 1, "</s>": 2, "<unk>": 3, "C": 4, "Br": 5, "[C@H]": 6}}}
      """, to: "tokenizer.json")
    let tokenizer = try SMILESTransformer(folder: folder.url).tokenizer
    #expect(tokenizer.sequence(of: "CBr[C@H]O", maximumTokens: 9).tokens == [1, 4, 5, 6, 3, 2])
  }

  @Test("Added tokens are found in a text; what the vocabulary lacks becomes the unknown token and is counted")
  func addedAndUnknownTokens() throws {
    let folder = try TemporaryFolder(copying: GoldenEncoder.own.folder)
    try folder.replace("\"#\"", with: "\"no such token\"", in: "vocab.json")
    let tokenizer = try SMILESTransformer(folder: folder.url).tokenizer
    let sequence = tokenizer.sequence(of: "C<mask>#N", maximumTokens: 64)
    #expect(sequence.tokens.map(tokenizer.spelling) == ["<s>", "C", "<mask>", "<unk>", "N", "</s>"])
    #expect(sequence.unknownCount == 1)
  }
}
