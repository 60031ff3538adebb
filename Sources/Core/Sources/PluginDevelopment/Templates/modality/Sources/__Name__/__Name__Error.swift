internal import ACML

/// What can be wrong with files and measurements of this modality.
enum __Name__Error: ClassifiedError {
  /// A file without the columns of the format.
  case header(file: String, line: Int, String)
  /// Numbers that are no trace.
  case trace(String)
  /// A batch of which no sample has a trace, with the first sample's reason.
  case nothingToLearn(String)

  var failureClass: FailureClass { .data }

  var description: String {
    switch self {
    case .header(let file, let line, let reason):
      "\(file):\(line): \(reason); expected `name,smiles,` and the ascending, evenly spaced places of the axis"
    case .trace(let reason): reason
    case .nothingToLearn(let reason): "no sample of the batch has a trace; the first: \(reason)"
    }
  }
}
