internal import Foundation
internal import Tensors

/// What a `config.json` says: of Hugging Face's keys those that the computation depends on, and this project's own
/// section `acml`, which foreign folders don't have.
struct HuggingFaceConfiguration {
  static let file = "config.json"
  private static let activations: [(name: String, activation: Activation)] = [
    ("gelu", .gelu), ("gelu_new", .geluTanh), ("gelu_pytorch_tanh", .geluTanh), ("relu", .relu), ("silu", .silu),
    ("swish", .silu),
  ]

  var shape: TransformerShape
  var encoding = EncodingSettings()
  /// How SMILES become tokens; `nil` leaves it to the files of the folder.
  var tokenizer: TokenizerKind?

  init(shape: TransformerShape, encoding: EncodingSettings, tokenizer: TokenizerKind?) {
    self.shape = shape
    self.encoding = encoding
    self.tokenizer = tokenizer
  }

  /// Checks every number: the ranges are far beyond any such model, and keep products of two within an `Int`.
  /// - Parameter unnamedFamily: of a network whose `config.json` names neither a type nor a class, as those written by
  ///   Transformers before 2.1.
  init(_ json: JSONObject, unnamedFamily: TransformerFamily?) throws {
    let family = try Self.family(json, unnamed: unnamedFamily)
    try json.require("position_embedding_type", oneOf: ["absolute"])
    try json.require("hidden_act", oneOf: Self.activations.map(\.name))
    try json.require("is_decoder", false)
    try json.require("add_cross_attention", false)
    let activation = try json.text("hidden_act", default: family.defaults.activation)
    let vocabularySize = try json.integer("vocab_size", in: 1...10_000_000)
    let padding = try json.integer("pad_token_id", in: 0...vocabularySize - 1, default: family.defaults.padding)
    let firstPosition = family == .roberta ? padding + 1 : 0
    let dimensions = try json.integer("hidden_size", in: 1...65_536)
    shape = TransformerShape(
      family: family,
      vocabularySize: vocabularySize,
      dimensions: dimensions,
      layers: try json.integer("num_hidden_layers", in: 1...1024),
      heads: try json.integer("num_attention_heads", in: 1...4096),
      intermediateDimensions: try json.integer("intermediate_size", in: 1...1_000_000),
      embeddingDimensions: family == .albert ? try json.integer("embedding_size", in: 1...65_536, default: 128) : nil,
      // Room for a start, one token and an end.
      positionCount: try json.integer("max_position_embeddings", in: firstPosition + 3...1_000_000 + firstPosition),
      firstPosition: firstPosition,
      typeCount: try json.integer("type_vocab_size", in: 1...1024, default: 2),
      activation: Self.activations.first { $0.name == activation }?.activation ?? .gelu,
      epsilon: Float(try json.number("layer_norm_eps", in: 1e-30...1, default: 1e-12)),
      dropout: Float(try json.number("hidden_dropout_prob", in: 0...0.99, default: family.defaults.dropout)),
      attentionDropout: Float(
        try json.number("attention_probs_dropout_prob", in: 0...0.99, default: family.defaults.dropout)))
    if family == .albert {
      shape.sharing.groups = try json.integer("num_hidden_groups", in: 1...shape.layers, default: 1)
      shape.sharing.layersOfGroup = try json.integer("inner_group_num", in: 1...64, default: 1)
    }
    guard shape.dimensions.isMultiple(of: shape.heads) else {
      throw json.invalid("num_attention_heads", "found \(shape.heads), expected a divisor of \(shape.dimensions)")
    }
    guard let own = try json.object("acml") else { return }
    try own.require("formatVersion", oneOf: [Self.formatVersion], canBeAbsent: false)
    try own.require("tokenizer", oneOf: TokenizerKind.allCases.map(\.rawValue), canBeAbsent: false)
    try own.require("pooling", oneOf: Pooling.allCases.map(\.rawValue), canBeAbsent: false)
    tokenizer = TokenizerKind(rawValue: try own.text("tokenizer"))
    encoding.pooling = Pooling(rawValue: try own.text("pooling")) ?? encoding.pooling
    encoding.canonical = try own.flag("canonical", default: encoding.canonical)
  }

  /// What `model_type` says, or the class among `architectures`.
  private static func family(_ json: JSONObject, unnamed: TransformerFamily?) throws -> TransformerFamily {
    let known = TransformerFamily.allCases
    if !json.has("model_type") {
      let classes = json.has("architectures") ? try json.list("architectures").map { "\($0)".lowercased() } : []
      if let family = known.first(where: { family in classes.contains { $0.hasPrefix(family.rawValue) } }) ?? unnamed {
        return family
      }
    }
    try json.require("model_type", oneOf: known.map(\.rawValue), canBeAbsent: false)
    return TransformerFamily(rawValue: try json.text("model_type")) ?? .roberta
  }

  /// Counts the meanings of the section `acml`.
  private static let formatVersion = "1"

  /// The bytes of a `config.json`, the same for equal values.
  /// - Parameter frame: of the tokenizer.
  func data(frame: (start: [Int32], end: [Int32])) throws -> Data {
    var own: [String: Any] = [
      "formatVersion": Self.formatVersion, "pooling": encoding.pooling.rawValue, "canonical": encoding.canonical,
    ]
    own["tokenizer"] = tokenizer?.rawValue
    var values: [String: Any] = [
      "architectures": [shape.family.architecture], "model_type": shape.family.rawValue,
      "position_embedding_type": "absolute", "vocab_size": shape.vocabularySize, "hidden_size": shape.dimensions,
      "num_hidden_layers": shape.layers, "num_attention_heads": shape.heads,
      "intermediate_size": shape.intermediateDimensions, "max_position_embeddings": shape.positionCount,
      "type_vocab_size": shape.typeCount, "pad_token_id": max(0, shape.firstPosition - 1),
      "hidden_act": Self.activations.first { $0.activation == shape.activation }?.name ?? "gelu",
      // Through their decimal spelling, so that 1e-05 doesn't become 9.99999974e-06.
      "layer_norm_eps": Double("\(shape.epsilon)") ?? 0, "hidden_dropout_prob": Double("\(shape.dropout)") ?? 0,
      "attention_probs_dropout_prob": Double("\(shape.attentionDropout)") ?? 0, "acml": own,
    ]
    if shape.family == .albert {
      values["embedding_size"] = shape.embeddingDimensions
      values["num_hidden_groups"] = shape.sharing.groups
      values["inner_group_num"] = shape.sharing.layersOfGroup
    }
    values["bos_token_id"] = frame.start.first.map { Int($0) }
    values["eos_token_id"] = frame.end.last.map { Int($0) }
    return try JSONSerialization.data(withJSONObject: values, options: [.prettyPrinted, .sortedKeys])
  }
}
