public import ACML

/// Why no report can be made.
public enum ReportError: ClassifiedError, Equatable {
  /// The library that draws the charts isn't there.
  case noVega(path: String)
  /// A folder that holds a part of the library only.
  case incompleteVega(path: String, missing: String)
  /// A folder that `acml evaluate` didn't write.
  case noEvaluation(path: String)

  /// More than one file of molecules for the pools.
  case severalFiles(paths: [String])

  public var failureClass: FailureClass {
    switch self {
    case .severalFiles: .usage
    default: .missingInput
    }
  }

  public var description: String {
    switch self {
    case .noVega(let path):
      "\(path): Vega, which draws the charts, is not installed; `apt-get install libjs-vega` does, or --vega names its folder"
    case .incompleteVega(let path, let missing):
      "\(path): this is no complete installation of Vega: \(missing) is missing; Debian's package is libjs-vega"
    case .severalFiles(let paths):
      "\(paths.joined(separator: ", ")): only one --pool may be a file, which then is every run's; others are indexes of "
        + "`acml index`, one a run"
    case .noEvaluation(let path):
      "\(path): this is no folder that `acml evaluate --output` has written: it holds neither model.json nor suite.json"
    }
  }
}
