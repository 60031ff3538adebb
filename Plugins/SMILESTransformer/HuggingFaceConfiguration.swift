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
  init(_ json: JSONObject) throws {
    try json.require("model_type", oneOf: ["roberta"], canBeAbsent: false)
    try json.require("position_embedding_type", oneOf: ["absolute"])
    try json.require("hidden_act", oneOf: Self.activations.map(\.name))
    try json.require("is_decoder", false)
    try json.require("add_cross_attention", false)
    let activation = try json.text("hidden_act", default: "gelu")
    let vocabularySize = try json.integer("vocab_size", in: 1...10_000_000)
    let padding = try json.integer("pad_token_id", in: 0...vocabularySize - 1, default: 1)
    shape = TransformerShape(
      vocabularySize: vocabularySize,
      dimensions: try json.integer("hidden_size", in: 1...65_536),
      layers: try json.integer("num_hidden_layers", in: 1...1024),
      heads: try json.integer("num_attention_heads", in: 1...4096),
      intermediateDimensions: try json.integer("intermediate_size", in: 1...1_000_000),
      // Room for a start, one token and an end.
      positionCount: try json.integer("max_position_embeddings", in: padding + 4...1_000_000 + padding),
      firstPosition: padding + 1,
      typeCount: try json.integer("type_vocab_size", in: 1...1024, default: 1),
      activation: Self.activations.first { $0.name == activation }?.activation ?? .gelu,
      epsilon: Float(try json.number("layer_norm_eps", in: 1e-30...1, default: 1e-5)),
      dropout: Float(try json.number("hidden_dropout_prob", in: 0...0.99, default: 0.1)),
      attentionDropout: Float(try json.number("attention_probs_dropout_prob", in: 0...0.99, default: 0.1)))
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
      "architectures": ["RobertaModel"], "model_type": "roberta", "position_embedding_type": "absolute",
      "vocab_size": shape.vocabularySize, "hidden_size": shape.dimensions, "num_hidden_layers": shape.layers,
      "num_attention_heads": shape.heads, "intermediate_size": shape.intermediateDimensions,
      "max_position_embeddings": shape.positionCount, "type_vocab_size": shape.typeCount,
      "pad_token_id": shape.firstPosition - 1,
      "hidden_act": Self.activations.first { $0.activation == shape.activation }?.name ?? "gelu",
      // Through their decimal spelling, so that 1e-05 doesn't become 9.99999974e-06.
      "layer_norm_eps": Double("\(shape.epsilon)") ?? 0, "hidden_dropout_prob": Double("\(shape.dropout)") ?? 0,
      "attention_probs_dropout_prob": Double("\(shape.attentionDropout)") ?? 0, "acml": own,
    ]
    values["bos_token_id"] = frame.start.first.map { Int($0) }
    values["eos_token_id"] = frame.end.last.map { Int($0) }
    return try JSONSerialization.data(withJSONObject: values, options: [.prettyPrinted, .sortedKeys])
  }
}
