internal import ACML

/// A foreign function that can't be called at all; what goes wrong with a sample is a failure of that sample.
enum ForeignFunctionError: ClassifiedError, Equatable {
  /// The loader's own words say whether the file is missing, of another architecture, or lacks a library itself.
  case library(String, place: Int, reason: String)
  case symbol(String, library: String, place: Int)
  case signature(String, place: Int)
  /// Settings without any function, where no saved encoder says which.
  case nothingToCall
  case damagedFolder(path: String, reason: String)

  var failureClass: FailureClass {
    switch self {
    case .library, .symbol, .signature, .nothingToCall: .configuration
    case .damagedFolder: .data
    }
  }

  var description: String {
    switch self {
    case .library(let library, let place, let reason):
      "functions.\(place).library: \(library) can't be loaded: \(reason). Expected a shared library for this machine, by "
        + "its path or by a name that the system finds."
    case .symbol(let symbol, let library, let place):
      "functions.\(place): \(library) has no function `\(symbol)`; `nm -D` lists those that it has."
    case .signature(let symbol, let place): "functions.\(place): libffi can't call `\(symbol)` with its signature."
    case .nothingToCall: "settings.functions: found none, expected at least one function to call."
    case .damagedFolder(let path, let reason): "\(path): \(reason); expected what this encoder saved."
    }
  }
}
