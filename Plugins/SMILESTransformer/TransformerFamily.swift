internal import Tensors

/// Whose network it is: decides how Hugging Face names its parameters and what an absent key of its configuration
/// means.
public enum TransformerFamily: String, Sendable, CaseIterable {
  /// Liu et al., arXiv 1907.11692.
  case roberta
  /// Devlin et al., arXiv 1810.04805.
  case bert
  /// Lan et al., arXiv 1909.11942: narrow embeddings with a map to the blocks, and blocks that share their parameters.
  case albert

  /// What Hugging Face takes for keys that a `config.json` doesn't have (its `configuration_*.py`).
  var defaults: (activation: String, dropout: Double, padding: Int) {
    switch self {
    case .roberta: ("gelu", 0.1, 1)
    case .bert: ("gelu", 0.1, 0)
    case .albert: ("gelu_new", 0, 0)
    }
  }

  /// The name of the encoder within a network with a head, with a dot behind.
  var prefix: String { "\(rawValue)." }

  /// The class in Hugging Face's words.
  var architecture: String {
    switch self {
    case .roberta: "RobertaModel"
    case .bert: "BertModel"
    case .albert: "AlbertModel"
    }
  }

  /// The name of the layer of the pooler.
  var pooler: String { self == .albert ? "pooler" : "pooler.dense" }
}
