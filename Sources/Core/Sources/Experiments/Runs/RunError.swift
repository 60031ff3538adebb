public import ACML

/// A run folder that cannot be used as asked.
public enum RunError: ClassifiedError, Equatable {
  case notEmpty(path: String)
  case notAFolder(path: String)
  case missing(path: String)
  case notARun(path: String)
  case locked(path: String, process: String?)
  case newerFormat(path: String, found: Int, known: Int)
  case unfinished(path: String, status: String)
  case noCheckpoint(path: String)
  /// A file of the run that is damaged.
  case damaged(path: String, reason: String)
  case wrongKind(path: String, found: String, expected: String)
  case unknownColumn(path: String, column: String, available: [String])
  case differentColumns(path: String, found: [String], expected: [String])

  public var failureClass: FailureClass {
    switch self {
    case .notEmpty, .notAFolder, .locked: .cannotCreate
    case .missing: .missingInput
    case .unknownColumn: .internal
    default: .data
    }
  }

  public var description: String {
    switch self {
    case .notEmpty(let path):
      "\(path): the folder is not empty; choose another --output, or continue its run with --resume."
    case .notAFolder(let path): "\(path): this is a file; a run needs a folder."
    case .missing(let path): "\(path): there is no such run folder."
    case .notARun(let path): "\(path): this is no run folder: it holds no run.json."
    case .locked(let path, let process):
      "\(path): another process\(process.map { " (\($0))" } ?? "") is writing this run; wait for it or choose another "
        + "--output."
    case .newerFormat(let path, let found, let known):
      "\(path): written in format \(found) by a newer ACML; this one reads up to format \(known)."
    case .unfinished(let path, let status):
      "\(path): the run is not finished (\(status)); continue it with --resume."
    case .noCheckpoint(let path): "\(path): the run has no checkpoint yet; continue it with --resume."
    case .damaged(let path, let reason): "\(path): the file is damaged: \(reason)."
    case .wrongKind(let path, let found, let expected):
      "\(path): this is a run of the kind '\(found)'; '\(expected)' was expected."
    case .unknownColumn(let path, let column, let available):
      "\(path): the metric '\(column)' is none of this run's columns (\(available.joined(separator: ", ")))."
    case .differentColumns(let path, let found, let expected):
      "\(path): the columns are \(found.joined(separator: ", ")); the resumed run writes "
        + "\(expected.joined(separator: ", "))."
    }
  }
}
