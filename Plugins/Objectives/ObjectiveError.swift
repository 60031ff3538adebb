public import ACML

/// A batch that an objective can't take.
public enum ObjectiveError: ClassifiedError, Equatable {
  /// Sides whose shapes don't fit each other.
  case shapes(graph: [Int], modality: [Int], pairs: Int)
  /// A duplicate that names a row which isn't there, or a pair itself.
  case duplicate(graph: Int, modality: Int)
  /// Further negatives for an objective that has no place for them.
  case extraNegatives(objective: String, count: Int)

  public var failureClass: FailureClass {
    switch self {
    case .shapes, .duplicate: .internal
    case .extraNegatives: .configuration
    }
  }

  public var description: String {
    switch self {
    case .shapes(let graph, let modality, let pairs):
      "a contrastive batch of \(graph) and \(modality) with \(pairs) pairs; expected two matrices of one width with a row "
        + "for each pair and perhaps more"
    case .duplicate(let graph, let modality):
      "a contrastive batch with the duplicate (\(graph), \(modality)); expected rows of the batch off the diagonal"
    case .extraNegatives(let objective, let count):
      "\(objective) takes no negatives beyond the batch, found \(count); set them to 0 or choose another objective"
    }
  }
}
