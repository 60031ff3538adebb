public import ACML

/// A fault in a data file, a split or a table of embeddings.
public enum DataError: ClassifiedError, Equatable {
  case unknownFormat(path: String)
  /// The content contradicts the format that the ending (or the configuration) names.
  case contentMismatch(path: String, expected: String, found: String)
  case empty(path: String)
  case noRows(path: String)
  /// A file without any sample of the modality that was asked for.
  case noSamples(path: String, modality: String, others: Int)
  case missingColumn(path: String, column: String, nearest: String?, available: [String])
  case ambiguousColumn(path: String, column: String)
  /// The first row that cannot be used, where the policy is ``InvalidRowPolicy/fail``.
  case invalidRow(RejectedRow)
  case noValidRows(path: String, count: Int, first: RejectedRow)
  case invalidFractions(train: Double, validation: Double, test: Double)
  case emptyPart(Part, fraction: Double, method: String, molecules: Int)
  case unknownPart(path: String, line: Int, value: String)
  /// One compound in two parts of a given split; places are `file:line`.
  case overlap(identity: String, first: Part, firstPlace: String, second: Part, secondPlace: String)
  case splitMismatch(path: String, line: Int?, reason: String)
  case notFinite(table: String, row: Int)
  case invalidTable(String)
  case unknownOutput(path: String)
  case damagedStore(path: String, reason: String)
  case unknownConversion(path: String)
  /// A table of results under a name of no known format.
  case unknownTable(path: String)

  public var failureClass: FailureClass {
    switch self {
    case .invalidFractions: .configuration
    case .unknownOutput, .unknownConversion, .unknownTable: .usage
    default: .data
    }
  }

  public var description: String {
    switch self {
    case .unknownFormat(let path):
      "\(path): the ending names no known format; known are \(DataFormat.endings), each also with .gz."
    case .contentMismatch(let path, let expected, let found):
      "\(path): expected \(expected), found \(found)."
    case .empty(let path): "\(path): the file is empty."
    case .noRows(let path): "\(path): the file holds a header but no rows."
    case .noSamples(let path, let modality, let others):
      "\(path): there is no sample of the modality '\(modality)' in the file"
        + (others > 0 ? ", which holds \(others) of other modalities." : ".")
    case .missingColumn(let path, let column, let nearest, let available):
      "\(path): there is no column '\(column)'"
        + (nearest.map { "; did you mean '\($0)'?" } ?? ".")
        + " The columns are \(available.map { "'\($0)'" }.joined(separator: ", "))."
    case .ambiguousColumn(let path, let column): "\(path): several columns are named '\(column)'."
    case .invalidRow(let row): "\(row). Set onInvalid to skip or mark to go on without such rows."
    case .noValidRows(let path, let count, let first):
      "\(path): none of the \(count) rows can be used; the first: \(first)."
    case .invalidFractions(let train, let validation, let test):
      "The split's fractions must lie between 0 and 1 and add up to 1; found train \(train), "
        + "validation \(validation), test \(test)."
    case .emptyPart(let part, let fraction, let method, let molecules):
      "The \(method) split leaves the part '\(part.rawValue)' empty (asked for: \(fraction) of "
        + "\(molecules) molecules); give it a larger fraction, more data or another method."
    case .unknownPart(let path, let line, let value):
      "\(path):\(line): '\(value)' is no part of a split; expected train, validation or test."
    case .overlap(let identity, let first, let firstPlace, let second, let secondPlace):
      "One molecule stands in two parts of the split: \(identity) is in '\(first.rawValue)' (\(firstPlace)) and "
        + "in '\(second.rawValue)' (\(secondPlace))."
    case .splitMismatch(let path, let line, let reason): "\(path)\(line.map { ":\($0)" } ?? ""): \(reason)."
    case .notFinite(let table, let row): "Row \(row) of the \(table) holds a value that is not finite."
    case .invalidTable(let reason): "\(reason)."
    case .damagedStore(let path, let reason): "\(path): \(reason); make it anew with `acml data convert`."
    case .unknownConversion(let path):
      "\(path): samples are converted to .acml (a store), .msp, .mgf or .csv; the ending names none of them."
    case .unknownTable(let path): "\(path): results are written as .csv or .json; the ending names neither."
    case .unknownOutput(let path):
      "\(path): embeddings are written as .safetensors, .npy or .csv; the ending names none of them."
    }
  }
}
