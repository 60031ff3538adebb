public import ACML

/// Why no report can be made.
public enum ReportError: ClassifiedError, Equatable {
  /// The library that draws the charts isn't there.
  case noVega(path: String)
  /// A folder that holds a part of the library only.
  case incompleteVega(path: String, missing: String)

  /// A folder that `acml evaluate` didn't write.
  case noEvaluation(path: String)

  public var failureClass: FailureClass { .missingInput }

  public var description: String {
    switch self {
    case .noVega(let path):
      "\(path): Vega, which draws the charts, is not installed; `apt-get install libjs-vega` does, or --vega names its folder"
    case .incompleteVega(let path, let missing):
      "\(path): this is no complete installation of Vega: \(missing) is missing; Debian's package is libjs-vega"
    case .noEvaluation(let path):
      "\(path): this is no folder that `acml evaluate --output` has written: it holds neither model.json nor suite.json"
    }
  }
}
