internal import Foundation

extension BytePairTokenizer {
  static let mergesFile = "merges.txt"
  static let specialTokens = ["<s>", "<pad>", "</s>", "<unk>", "<mask>"]

  /// Of a `tokenizer.json`.
  init(_ file: TokenizerFile) throws {
    let (json, model) = (file.json, file.model)
    // These change the tokens, and no byte-level tokenizer of RoBERTa has them.
    for key in ["continuing_subword_prefix", "end_of_word_suffix"] { try model.require(key, oneOf: [""]) }
    for key in ["byte_fallback", "ignore_merges", "fuse_unk"] { try model.require(key, false) }
    if let normalizer = try json.object("normalizer") { try normalizer.require("type", oneOf: ["none"]) }
    guard let splitter = try json.object("pre_tokenizer") else {
      throw json.invalid("pre_tokenizer", "missing, expected one of type ByteLevel")
    }
    try splitter.require("type", oneOf: ["ByteLevel"], canBeAbsent: false)
    let merges = try model.list("merges").enumerated().map { rank, merge in
      if let pair = merge as? [String], pair.count == 2 { return (pair[0], pair[1]) }
      if let pair = (merge as? String).flatMap(Self.pair(of:)) { return pair }
      throw model.invalid("merges[\(rank)]", "found \("\(merge)".shortened), expected two tokens")
    }
    try self.init(
      file.vocabulary, merges: merges, mergesFile: json.file, added: file.added, unknown: file.unknown,
      addsBlank: try splitter.flag("add_prefix_space", default: false),
      splitsWords: try splitter.flag("use_regex", default: true), frame: file.frame, files: file.files)
  }

  /// Of `vocab.json` and `merges.txt`.
  init(vocabularyAndMerges folder: EncoderFolder) throws {
    let content = try folder.data(AtomTokenizer.file, limit: VocabularyFile.limit)
    let vocabulary = try JSONObject(content, file: folder.path(AtomTokenizer.file))
    let merges = try folder.data(Self.mergesFile, limit: VocabularyFile.limit)
    let file = folder.path(Self.mergesFile)
    var pairs: [(String, String)] = []
    for (number, line) in String(decoding: merges, as: UTF8.self).split(
      separator: "\n", omittingEmptySubsequences: false
    ).enumerated() {
      let line = line.hasSuffix("\r") ? line.dropLast() : line
      if line.isEmpty || number == 0 && line.hasPrefix("#version") { continue }
      guard let pair = Self.pair(of: String(line)) else {
        throw SMILESTransformerError.invalid(
          file: "\(file):\(number + 1)", key: nil, reason: "found \(String(line).shortened), expected two tokens")
      }
      pairs.append(pair)
    }
    try self.init(
      vocabulary, merges: pairs, mergesFile: file,
      added: Self.specialTokens.compactMap { token in
        (vocabulary.values[token] as? Int).map { (token, $0) }
      },
      unknown: vocabulary.has("<unk>") ? "<unk>" : nil, addsBlank: false, splitsWords: true, frame: nil,
      files: [(AtomTokenizer.file, content), (Self.mergesFile, merges)])
  }

  /// - Parameter frame: `nil` for `<s>` and `</s>`.
  private init(
    _ vocabulary: JSONObject, merges: [(left: String, right: String)], mergesFile: String, added: [(String, Int)],
    unknown: String?, addsBlank: Bool, splitsWords: Bool, frame: (start: [Int32], end: [Int32])?,
    files: [(name: String, content: Data)]
  ) throws {
    let table = try Vocabulary(vocabulary, added: added)
    let numbers = table.numbers
    byteTokens = ByteLevelText.spellings.map { numbers[$0] ?? -1 }
    var ranks: [UInt64: Merge] = [:]
    for (rank, pair) in merges.enumerated() {
      guard let left = numbers[pair.left], let right = numbers[pair.right], let result = numbers[pair.left + pair.right]
      else {
        throw SMILESTransformerError.invalid(
          file: mergesFile, key: nil,
          reason: "merge \(rank), \("\(pair.left) \(pair.right)".shortened), leads to tokens that the vocabulary lacks")
      }
      ranks[Self.key(left, right)] = Merge(rank: rank, result: result)
    }
    self.merges = ranks

    addedTokens = AddedTokens(added)
    spellings = table.spellings
    self.unknown = unknown.flatMap { numbers[$0] }
    self.addsBlank = addsBlank
    self.splitsWords = splitsWords
    self.files = files
    if let frame {
      self.frame = frame
    } else {
      self.frame = try table.frame("<s>", "</s>", file: vocabulary.file)
    }
  }

  private static func pair(of text: String) -> (String, String)? {
    let parts = text.split(separator: " ", omittingEmptySubsequences: false)
    guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else { return nil }
    return (String(parts[0]), String(parts[1]))
  }
}
