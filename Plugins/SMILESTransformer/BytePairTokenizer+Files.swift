internal import Foundation

extension BytePairTokenizer {
  static let tokenizerFile = "tokenizer.json"
  static let mergesFile = "merges.txt"
  static let specialTokens = ["<s>", "<pad>", "</s>", "<unk>", "<mask>"]

  /// Reads `tokenizer.json`, or `vocab.json` and `merges.txt`.
  init(_ folder: EncoderFolder) throws {
    if folder.has(Self.tokenizerFile) {
      try self.init(tokenizerFile: folder)
    } else {
      try self.init(vocabularyAndMerges: folder)
    }
  }

  private init(tokenizerFile folder: EncoderFolder) throws {
    let content = try folder.data(Self.tokenizerFile, limit: VocabularyFile.limit)
    let json = try JSONObject(content, file: folder.path(Self.tokenizerFile))
    guard let model = try json.object("model") else { throw json.invalid("model", "missing, expected an object") }
    try model.require("type", oneOf: ["BPE"])
    // These change the tokens, and no byte-level tokenizer of RoBERTa has them.
    for key in ["continuing_subword_prefix", "end_of_word_suffix"] { try model.require(key, oneOf: [""]) }
    for key in ["byte_fallback", "ignore_merges", "fuse_unk"] { try model.require(key, false) }
    if let normalizer = try json.object("normalizer") { try normalizer.require("type", oneOf: ["none"]) }
    guard let splitter = try json.object("pre_tokenizer") else {
      throw json.invalid("pre_tokenizer", "missing, expected one of type ByteLevel")
    }
    try splitter.require("type", oneOf: ["ByteLevel"], canBeAbsent: false)
    guard let vocabulary = try model.object("vocab") else {
      throw model.invalid("vocab", "missing, expected an object")
    }
    let merges = try model.list("merges").enumerated().map { rank, merge in
      if let pair = merge as? [String], pair.count == 2 { return (pair[0], pair[1]) }
      if let pair = (merge as? String).flatMap(Self.pair(of:)) { return pair }
      throw model.invalid("merges[\(rank)]", "found \("\(merge)".shortened), expected two tokens")
    }
    var added: [(String, Int)] = []
    for token in try json.objects("added_tokens") {
      try token.require("single_word", false)
      added.append((try token.text("content"), try token.integer("id", in: 0...Int(Int32.max) - 1)))
    }
    try self.init(
      vocabulary, merges: merges, mergesFile: json.file, added: added,
      unknown: model.has("unk_token") ? try model.text("unk_token") : nil,
      addsBlank: try splitter.flag("add_prefix_space", default: false),
      splitsWords: try splitter.flag("use_regex", default: true), frame: try Self.frame(json),
      files: [(Self.tokenizerFile, content)])
  }

  private init(vocabularyAndMerges folder: EncoderFolder) throws {
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
    var spellings = try VocabularyFile.spellings(vocabulary)
    var numbers: [String: Int32] = [:]
    for (number, spelling) in spellings.enumerated() {
      if let spelling { numbers[spelling] = Int32(number) }
    }
    byteTokens = ByteLevelText.spellings.map { numbers[$0] ?? -1 }
    var table: [UInt64: Merge] = [:]
    for (rank, pair) in merges.enumerated() {
      guard let left = numbers[pair.left], let right = numbers[pair.right], let result = numbers[pair.left + pair.right]
      else {
        throw SMILESTransformerError.invalid(
          file: mergesFile, key: nil,
          reason: "merge \(rank), \("\(pair.left) \(pair.right)".shortened), leads to tokens that the vocabulary lacks")
      }
      table[Self.key(left, right)] = Merge(rank: rank, result: result)
    }
    self.merges = table

    for (spelling, number) in added {
      guard !spelling.isEmpty, number < spellings.count + 1000 else {
        throw SMILESTransformerError.invalid(
          file: vocabulary.file, key: "added_tokens", reason: "found \(spelling.shortened) as token \(number)")
      }
      if number >= spellings.count { spellings += repeatElement(nil, count: number + 1 - spellings.count) }
      spellings[number] = spelling
      numbers[spelling] = Int32(number)
    }
    addedTokens = added.map { (Array($0.unicodeScalars), Int32($1)) }
    self.spellings = spellings
    self.unknown = unknown.flatMap { numbers[$0] }
    self.addsBlank = addsBlank
    self.splitsWords = splitsWords
    self.files = files
    if let frame {
      self.frame = frame
    } else if let start = numbers["<s>"], let end = numbers["</s>"] {
      self.frame = ([start], [end])
    } else {
      throw SMILESTransformerError.invalid(
        file: vocabulary.file, key: nil, reason: "expected the tokens <s> and </s>, which begin and end a sequence")
    }
  }

  private static func pair(of text: String) -> (String, String)? {
    let parts = text.split(separator: " ", omittingEmptySubsequences: false)
    guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else { return nil }
    return (String(parts[0]), String(parts[1]))
  }

  /// What the post-processor sets around a sequence; `nil` where it leaves that to others, as `ByteLevel` does.
  private static func frame(_ json: JSONObject) throws -> (start: [Int32], end: [Int32])? {
    guard let processor = try json.object("post_processor") else { return nil }
    try processor.require(
      "type", oneOf: ["ByteLevel", "RobertaProcessing", "TemplateProcessing"], canBeAbsent: false)
    func token(_ number: Any?, _ key: String) throws -> Int32 {
      guard let number = number as? Int, let token = Int32(exactly: number), token >= 0 else {
        throw processor.invalid(key, "expected the number of a token")
      }
      return token
    }
    switch try processor.text("type") {
    case "RobertaProcessing":
      return ([try token(processor.list("cls").last, "cls")], [try token(processor.list("sep").last, "sep")])
    case "TemplateProcessing":
      let numbers = try processor.object("special_tokens")
      var (start, end): ([Int32], [Int32]) = ([], [])
      var isBefore = true
      for element in try processor.objects("single") {
        if element.has("Sequence") {
          isBefore = false
        } else {
          let name = try element.object("SpecialToken")?.text("id") ?? ""
          let tokens = try (numbers?.object(name)?.list("ids") ?? []).map { try token($0, "special_tokens.\(name)") }
          if isBefore { start += tokens } else { end += tokens }
        }
      }
      return (start, end)
    default: return nil
    }
  }
}
