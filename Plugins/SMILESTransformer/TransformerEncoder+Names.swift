internal import NeuralNetworks

extension TransformerEncoder {
  /// The paths of the parameters by the names that Hugging Face's RoBERTa gives them.
  var pathsByHuggingFaceName: [String: String] {
    Dictionary(uniqueKeysWithValues: namedParameters.map { (Self.huggingFaceName(of: $0.name), $0.name) })
  }

  /// Hugging Face's name of the parameter at a path: `blocks.0.attention.query.weight` is
  /// `encoder.layer.0.attention.self.query.weight`.
  static func huggingFaceName(of path: String) -> String {
    let parts = path.split(separator: ".").map(String.init)
    guard parts.count > 2, parts[0] == "blocks", let kind = parts.last else {
      return parts.map { outerNames[$0] ?? $0 }.joined(separator: ".")
    }
    let part = parts[2..<parts.count - 1].joined(separator: ".")
    return "encoder.layer.\(parts[1]).\(blockNames[part] ?? part).\(kind)"
  }

  private static let outerNames = [
    "tokenEmbedding": "embeddings.word_embeddings", "positionEmbedding": "embeddings.position_embeddings",
    "typeEmbedding": "embeddings.token_type_embeddings", "embeddingNorm": "embeddings.LayerNorm",
    "pooler": "pooler.dense",
  ]

  private static let blockNames = [
    "attention.query": "attention.self.query", "attention.key": "attention.self.key",
    "attention.value": "attention.self.value", "attention.output": "attention.output.dense",
    "attentionNorm": "attention.output.LayerNorm", "intermediate": "intermediate.dense", "output": "output.dense",
    "outputNorm": "output.LayerNorm",
  ]
}
