public import ACML
public import Chemistry

/// Use of a graph encoder that can't give a right result.
public enum GraphEncoderError: ClassifiedError, Equatable {
  /// A batch whose codes mean something else than those the encoder was built for.
  case features(found: GraphFeatures, expected: GraphFeatures)

  /// A network that is to know the composition, of graphs that don't tell it.
  case noComposition(features: GraphFeatures)

  public var failureClass: FailureClass { .configuration }

  public var description: String {
    switch self {
    case .features(let found, let expected):
      "the graphs have \(found.rawValue) features; the encoder was built for \(expected.rawValue)"
    case .noComposition(let features):
      "`composition` counts hydrogens, which \(features.rawValue) features don't tell; set graph.features to ogb"
    }
  }
}
