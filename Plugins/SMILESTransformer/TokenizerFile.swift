internal import Foundation

/// What every `tokenizer.json` of Hugging Face's tokenizers has, whatever its model.
struct TokenizerFile {
  static let name = "tokenizer.json"

  let json: JSONObject
  let model: JSONObject
  /// The model's type: `BPE`, `WordPiece` or `WordLevel`.
  let type: String
  let vocabulary: JSONObject
  let added: [(spelling: String, number: Int)]
  /// The spelling of the token for what the vocabulary lacks.
  let unknown: String?
  /// What the post-processor sets around a sequence; `nil` where it leaves that to others.
  let frame: (start: [Int32], end: [Int32])?
  let files: [(name: String, content: Data)]

  var isBytePairs: Bool { type == "BPE" }

  init(_ folder: EncoderFolder) throws {
    let content = try folder.data(Self.name, limit: VocabularyFile.limit)
    json = try JSONObject(content, file: folder.path(Self.name))
    guard let model = try json.object("model") else { throw json.invalid("model", "missing, expected an object") }
    // Early files don't name the type, which was always the same.
    try model.require("type", oneOf: ["BPE", "WordPiece", "WordLevel"])
    guard let vocabulary = try model.object("vocab") else {
      throw model.invalid("vocab", "missing, expected an object")
    }
    added = try json.objects("added_tokens").map { token in
      try token.require("single_word", false)
      return (try token.text("content"), try token.integer("id", in: 0...Int(Int32.max) - 1))
    }
    (self.model, self.vocabulary) = (model, vocabulary)
    type = try model.text("type", default: "BPE")
    unknown = model.has("unk_token") ? try model.text("unk_token") : nil
    frame = try json.object("post_processor").flatMap(Self.frame)
    files = [(Self.name, content)]
  }

  private static func frame(_ processor: JSONObject) throws -> (start: [Int32], end: [Int32])? {
    try processor.require(
      "type", oneOf: ["ByteLevel", "RobertaProcessing", "BertProcessing", "TemplateProcessing", "Sequence"],
      canBeAbsent: false)
    func token(_ number: Any?, _ key: String) throws -> Int32 {
      guard let number = number as? Int, let token = Int32(exactly: number), token >= 0 else {
        throw processor.invalid(key, "expected the number of a token")
      }
      return token
    }
    switch try processor.text("type") {
    case "RobertaProcessing", "BertProcessing":
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
    case "Sequence":
      // One of them sets the tokens; the others move offsets, which aren't kept here.
      return try processor.objects("processors").lazy.compactMap { part in
        part.values["type"] as? String == "Sequence" ? nil : try frame(part)
      }.first
    default: return nil
    }
  }
}
