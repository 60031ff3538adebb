internal import Foundation

extension WordTokenizer {
  static let vocabularyFile = "vocab.txt"
  private static let settingsFile = "tokenizer_config.json"
  /// What marks the pieces of a word after its first, and the longest word, in BERT.
  private static let bert = Model.pieces(prefix: "##", maximumLength: 100)

  private init(
    _ vocabulary: Vocabulary, _ normalization: TextNormalization, _ splitter: WordSplitter, _ model: Model,
    added: [(spelling: String, number: Int)], unknown: String?, frame: (start: [Int32], end: [Int32]),
    files: [(name: String, content: Data)]
  ) {
    (self.vocabulary, self.normalization, self.splitter, self.model) = (vocabulary, normalization, splitter, model)
    (self.frame, self.files) = (frame, files)
    addedTokens = AddedTokens(added)
    self.unknown = unknown.flatMap { vocabulary.numbers[$0] }
    longest = vocabulary.spellings.lazy.compactMap { $0?.unicodeScalars.count }.max() ?? 0
  }

  /// Of a `tokenizer.json` with a model `WordPiece` or `WordLevel`.
  init(_ file: TokenizerFile) throws {
    let (json, model) = (file.json, file.model)
    let vocabulary = try Vocabulary(file.vocabulary, added: file.added)
    let isPieces = file.type == "WordPiece"
    self.init(
      vocabulary, try TextNormalization(json.object("normalizer")), try WordSplitter(json),
      isPieces
        ? .pieces(
          prefix: try model.text("continuing_subword_prefix", default: "##"),
          maximumLength: try model.integer("max_input_chars_per_word", in: 1...10_000, default: 100)) : .whole,
      added: file.added, unknown: file.unknown ?? (isPieces ? "[UNK]" : "<unk>"),
      frame: try file.frame ?? vocabulary.frame("[CLS]", "[SEP]", file: json.file), files: file.files)
  }

  /// Of a `vocab.txt`, as BERT's tokenizer and `SmilesTokenizer` have it.
  ///
  /// Which of the two is meant, the `tokenizer_class` of a `tokenizer_config.json` says. Where it says nothing, a
  /// vocabulary without any piece that goes on with a word (`##…`) is one of `SmilesTokenizer`: rxnmapper's and rxnfp's
  /// folders are recognised by that alone.
  init(_ folder: EncoderFolder) throws {
    let content = try folder.data(Self.vocabularyFile, limit: VocabularyFile.limit)
    let path = folder.path(Self.vocabularyFile)
    let vocabulary = try Vocabulary(lines: content, file: path)
    var files = [(name: Self.vocabularyFile, content: content)]
    var (name, normalization): (String?, TextNormalization) = (nil, .bert(lowercase: true))
    if folder.has(Self.settingsFile) {
      let settings = try folder.data(Self.settingsFile, limit: 1 << 20)
      files.append((Self.settingsFile, settings))
      let json = try JSONObject(settings, file: folder.path(Self.settingsFile))
      if json.has("tokenizer_class") { name = try json.text("tokenizer_class") }
      normalization = .bert(
        lowercase: try json.flag("do_lower_case", default: true),
        stripsAccents: json.has("strip_accents") ? try json.flag("strip_accents", default: false) : nil,
        isolatesIdeographs: try json.flag("tokenize_chinese_chars", default: true))
    }
    let isOfSMILES: Bool
    if let name {
      isOfSMILES = name.lowercased().hasPrefix("smiles")
      guard isOfSMILES || name.hasPrefix("Bert") || name.hasPrefix("PreTrained") else {
        throw SMILESTransformerError.unsupported(
          file: folder.path(Self.settingsFile), key: "tokenizer_class", found: name.shortened,
          supported: "BertTokenizer, SmilesTokenizer")
      }
    } else {
      isOfSMILES = !vocabulary.numbers.keys.contains { $0.hasPrefix("##") }
    }
    let special = ["[UNK]", "[SEP]", "[PAD]", "[CLS]", "[MASK]"].compactMap { token in
      vocabulary.numbers[token].map { (spelling: token, number: Int($0)) }
    }
    let frame = try vocabulary.frame("[CLS]", "[SEP]", file: path)
    self.init(
      vocabulary, isOfSMILES ? .none : normalization, isOfSMILES ? .smiles(.schwaller) : .bert,
      isOfSMILES ? .whole : Self.bert, added: special, unknown: "[UNK]", frame: frame, files: files)
  }
}
