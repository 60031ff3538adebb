public import ACML

/// What can be wrong with a set of measured properties, its split, or a model of them.
public enum PropertyError: ClassifiedError, Equatable {
  /// No column holds numbers alone, so that it has to be said which are the labels.
  case noLabelColumns(path: String, columns: [String])
  /// A label that is no number, or in a classification neither 0 nor 1; the place is `file:line`.
  case invalidLabel(place: String, column: String, found: String, task: PropertyTask)
  /// A column without any value.
  case noValues(path: String, column: String)
  /// A classification column that holds one class alone.
  case oneClass(path: String, column: String, value: Int, count: Int)
  /// A regression column whose values are all the same.
  case constant(path: String, column: String, value: Double)
  /// A part without a row that could be used, or on which no figure can be computed.
  case unusablePart(path: String, part: Part, reason: String)
  /// A text that describes no split.
  case invalidSplit(String)
  /// A folder that something else fills.
  case foreignFolder(path: String)
  /// A folder that another evaluation began.
  case otherEvaluation(path: String, differences: [String])
  /// A folder that holds no saved model.
  case notAModel(path: String)
  case newerModel(path: String, found: Int, known: Int)
  case damagedModel(path: String, reason: String)
  /// A folder of a suite without any set that is known.
  case noKnownSets(path: String, expected: [String])
  case unknownSet(name: String, nearest: String?, known: [String])
  /// A training whose loss is no number any more.
  case notFinite(mode: String, seed: Int, epoch: Int)

  public var failureClass: FailureClass {
    switch self {
    case .invalidSplit, .unknownSet: .usage
    case .otherEvaluation, .foreignFolder: .cannotCreate
    case .noKnownSets: .missingInput
    default: .data
    }
  }

  public var description: String {
    switch self {
    case .noLabelColumns(let path, let columns):
      "\(path): no column but that of the molecules holds numbers alone; name the labels with --labels. "
        + "The columns are \(columns.map { "'\($0)'" }.joined(separator: ", "))."
    case .invalidLabel(let place, let column, let found, let task):
      "\(place): column '\(column)': '\(found)' is no label of a \(task.rawValue); expected \(task.expectedLabels), "
        + "or nothing where it was not measured."
    case .noValues(let path, let column): "\(path): the column '\(column)' has no value in any usable row."
    case .oneClass(let path, let column, let value, let count):
      "\(path): all \(count) labels of the column '\(column)' are \(value); a classification needs both classes."
    case .constant(let path, let column, let value):
      "\(path): all values of the column '\(column)' are \(value); there is nothing to predict."
    case .unusablePart(let path, let part, let reason): "\(path): the part '\(part.rawValue)' \(reason)."
    case .invalidSplit(let text):
      "'\(text)' is no split; expected scaffold, random, column:NAME, or files:TRAIN,TEST or files:TRAIN,VALID,TEST."
    case .foreignFolder(let path):
      "\(path): the folder is not empty and holds no evaluation; choose another --output."
    case .otherEvaluation(let path, let differences):
      "\(path): the folder holds another evaluation (\(differences.joined(separator: "; "))); "
        + "choose another --output, or repeat that one to take it up."
    case .notAModel(let path):
      "\(path): this is no folder of a finished evaluation: it holds no \(PropertyModel.file)."
    case .newerModel(let path, let found, let known):
      "\(path): written in format \(found) by a newer ACML; this one reads up to format \(known)."
    case .damagedModel(let path, let reason): "\(path): the model is damaged: \(reason)."
    case .noKnownSets(let path, let expected):
      "\(path): there is none of the suite's sets in this folder; expected \(expected.joined(separator: ", "))."
    case .unknownSet(let name, let nearest, let known):
      "'\(name)' is no set of the suite\(nearest.map { "; did you mean '\($0)'?" } ?? ";") "
        + "it has \(known.joined(separator: ", "))."
    case .notFinite(let mode, let seed, let epoch):
      "\(mode), seed \(seed), epoch \(epoch): the loss is not finite; try a lower --learning-rate."
    }
  }
}
