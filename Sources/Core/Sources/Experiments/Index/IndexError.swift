public import ACML

/// A folder of an index that can't be used as asked.
public enum IndexError: ClassifiedError, Equatable {
  /// A folder without an index in it.
  case notAnIndex(path: String)
  case notEmpty(path: String)
  case newerFormat(path: String, found: Int, known: Int)
  case unfinished(path: String, molecules: Int)
  /// An index that was made with other weights than the run's.
  case otherModel(path: String, madeWith: String, run: String)
  /// An index that was begun from other files.
  case otherFiles(path: String, found: [String], expected: [String])
  case damaged(path: String, reason: String)
  case outOfMemory(path: String, molecules: Int, memory: Int)
  case noMolecules(files: [String], rejected: Int)
  /// The graph of approximate neighbours could not be made or read.
  case approximate(path: String, reason: String)

  public var failureClass: FailureClass {
    switch self {
    case .notEmpty: .cannotCreate
    case .otherModel, .otherFiles, .outOfMemory: .configuration
    default: .data
    }
  }

  public var description: String {
    switch self {
    case .notAnIndex(let path): "\(path): this is no index: it holds no index.json; make one with `acml index`."
    case .notEmpty(let path): "\(path): the folder is not empty and holds no index; choose another --output."
    case .newerFormat(let path, let found, let known):
      "\(path): written in format \(found) by a newer ACML; this one reads up to format \(known)."
    case .unfinished(let path, let molecules):
      "\(path): the index is not finished (\(molecules) molecules so far); the same `acml index` goes on with it."
    case .otherModel(let path, let madeWith, let run):
      "\(path): the index was made with another checkpoint (\(madeWith)) than that of \(run); make it anew with "
        + "`acml index \(run)`."
    case .otherFiles(let path, let found, let expected):
      "\(path): the index was begun from other files (\(found.joined(separator: ", "))) than "
        + "\(expected.joined(separator: ", ")); choose another --output."
    case .damaged(let path, let reason): "\(path): the index is damaged: \(reason); make it anew with `acml index`."
    case .outOfMemory(let path, let molecules, let memory):
      "\(path): what tells \(molecules) molecules apart takes more than half of --memory "
        + "(\(memory.formattedBytes)); the same `acml index` goes on with a larger one."
    case .noMolecules(let files, let rejected):
      "\(files.joined(separator: ", ")): there is no molecule to index"
        + (rejected > 0 ? "; all \(rejected) rows were rejected." : ".")
    case .approximate(let path, let reason):
      "\(path): the graph of approximate neighbours can't be used: \(reason); remove it, and it is made anew."
    }
  }
}

extension Int {
  /// A count of bytes for people, such as `1.5 GB`.
  public var formattedBytes: String {
    let units = ["B", "kB", "MB", "GB", "TB"]
    var (value, unit) = (Double(self), 0)
    while value >= 999.5, unit + 1 < units.count { (value, unit) = (value / 1000, unit + 1) }
    return value == value.rounded() ? "\(Int(value)) \(units[unit])" : value.formatted(digits: 3) + " " + units[unit]
  }

  /// Reads `500MB`, `1GB`, `1.5 GB` or a plain count of bytes.
  public init?(bytes text: String) {
    let units = ["tb": 1e12, "gb": 1e9, "mb": 1e6, "kb": 1e3, "b": 1]
    let text = text.lowercased().filter { $0 != " " }
    let unit = String(text.drop { $0.isNumber || $0 == "." })
    guard let factor = unit.isEmpty ? 1 : units[unit], let value = Double(text.dropLast(unit.count)),
      let bytes = Int(exactly: (value * factor).rounded()), bytes > 0
    else { return nil }
    self = bytes
  }
}
