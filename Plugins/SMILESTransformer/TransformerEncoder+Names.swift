internal import NeuralNetworks
internal import Tensors

extension TransformerEncoder {
  /// All parameters with the names that Hugging Face gives them.
  var huggingFaceParameters: [(name: String, parameter: Parameter)] {
    namedParameters.map { (Self.huggingFaceName(of: $0.name, shape), $0.parameter) }
  }

  /// The paths of the parameters by the names that Hugging Face gives them.
  var pathsByHuggingFaceName: [String: String] {
    Dictionary(uniqueKeysWithValues: namedParameters.map { (Self.huggingFaceName(of: $0.name, shape), $0.name) })
  }

  /// Hugging Face's name of the parameter at a path: of RoBERTa's, `blocks.0.attention.query.weight` is
  /// `encoder.layer.0.attention.self.query.weight`.
  private static func huggingFaceName(of path: String, _ shape: TransformerShape) -> String {
    let parts = path.split(separator: ".").map(String.init)
    guard parts.count > 2, parts[0] == "blocks", let kind = parts.last, let block = Int(parts[1]) else {
      let part = parts.dropLast().joined(separator: ".")
      return "\(part == "pooler" ? shape.family.pooler : outerNames[part] ?? part).\(parts.last ?? "")"
    }
    let part = parts[2..<parts.count - 1].joined(separator: ".")
    if shape.family == .albert {
      let (group, layer) = block.quotientAndRemainder(dividingBy: shape.sharing.layersOfGroup)
      return "encoder.albert_layer_groups.\(group).albert_layers.\(layer).\(sharedBlockNames[part] ?? part).\(kind)"
    }
    return "encoder.layer.\(block).\(blockNames[part] ?? part).\(kind)"
  }

  private static let outerNames = [
    "tokenEmbedding": "embeddings.word_embeddings", "positionEmbedding": "embeddings.position_embeddings",
    "typeEmbedding": "embeddings.token_type_embeddings", "embeddingNorm": "embeddings.LayerNorm",
    "embeddingProjection": "encoder.embedding_hidden_mapping_in",
  ]

  /// Of BERT and RoBERTa.
  private static let blockNames = [
    "attention.query": "attention.self.query", "attention.key": "attention.self.key",
    "attention.value": "attention.self.value", "attention.output": "attention.output.dense",
    "attentionNorm": "attention.output.LayerNorm", "intermediate": "intermediate.dense", "output": "output.dense",
    "outputNorm": "output.LayerNorm",
  ]

  /// Of ALBERT.
  private static let sharedBlockNames = [
    "attention.output": "attention.dense", "attentionNorm": "attention.LayerNorm", "intermediate": "ffn",
    "output": "ffn_output", "outputNorm": "full_layer_layer_norm",
  ]
}
