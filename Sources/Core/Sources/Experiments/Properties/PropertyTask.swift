/// What kind of property is predicted; all labels of a set are of one kind.
public enum PropertyTask: String, Sendable, CaseIterable, Codable {
  /// Each label is 0 or 1.
  case classification
  /// Each label is a number.
  case regression

  /// The figures that are reported, the one that checkpoints are chosen by first.
  public var metrics: [PropertyMetric] {
    switch self {
    case .classification: [.rocAUC, .prAUC]
    case .regression: [.rmse, .mae, .r2, .spearman]
    }
  }

  var expectedLabels: String { self == .classification ? "0 or 1" : "a number" }

  /// A label as files spell it; `nil` if it is none. Classes may also be written as `0.0`, `1.0`, `true` and `false`.
  func label(_ text: String) -> Float? {
    switch self {
    case .regression: return Float(text).flatMap { $0.isFinite ? $0 : nil }
    case .classification:
      switch text.lowercased() {
      case "true": return 1
      case "false": return 0
      default: return Float(text).flatMap { $0 == 0 || $0 == 1 ? $0 : nil }
      }
    }
  }
}

/// How a graph encoder is put to use.
public enum PropertyMode: String, Sendable, CaseIterable, Codable {
  /// A linear model on the embeddings of the trained encoder, which stays as it is.
  case probe
  /// The trained encoder learns on, at a smaller rate than the head on top of it.
  case finetune
  /// The same network with fresh weights: what pre-training is worth is the difference to this.
  case scratch
  /// No network: a linear model on Morgan fingerprints of 2,048 bits and radius 2.
  case fingerprint
}
