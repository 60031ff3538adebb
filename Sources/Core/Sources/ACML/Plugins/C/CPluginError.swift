/// A function of a C library that doesn't do what `acml_plugin.h` asks for.
enum CPluginError: ClassifiedError, Equatable {
  /// A function returned a code other than 0; the library's own words, if it said any.
  case failed(String, function: String, code: Int32, message: String)
  /// `open` succeeded and gave nothing.
  case noEncoder(String)
  /// A width that no embedding has.
  case dimensions(String, found: UInt64)
  /// A number of parameters that can't be.
  case parameterCount(String, found: UInt64)
  case parameter(String, index: Int, reason: String)
  /// A value that is not finite where one must be.
  case notFinite(String, function: String, what: String)
  /// A write behind the end of an array.
  case overrun(String, function: String, what: String)
  /// Saved files that the encoder can't be made of.
  case damagedFolder(path: String, reason: String)

  var failureClass: FailureClass {
    switch self {
    case .failed(_, let function, _, _) where function == "open": .configuration
    case .damagedFolder: .data
    default: .pluginUnavailable
    }
  }

  var description: String {
    switch self {
    case .failed(let id, let function, let code, let message):
      "`\(id)`: `\(function)` failed with \(code)\(message.isEmpty ? " and gave no reason" : ": \(message)")"
    case .noEncoder(let id): "`\(id)`: `open` returned 0 and left `encoder` null"
    case .dimensions(let id, let found): "`\(id)`: `dimensions` returned \(found), expected 1 to \(Self.greatestWidth)"
    case .parameterCount(let id, let found): "`\(id)`: `parameter_count` returned \(found), expected 1 to 65536"
    case .parameter(let id, let index, let reason): "`\(id)`: parameter \(index): \(reason)"
    case .notFinite(let id, let function, let what): "`\(id)`: `\(function)`: \(what) is not finite"
    case .overrun(let id, let function, let what): "`\(id)`: `\(function)` wrote beyond the end of \(what)"
    case .damagedFolder(let path, let reason): "\(path): \(reason); expected what this encoder saved"
    }
  }

  /// The widest embedding that a library may announce.
  static let greatestWidth: UInt64 = 1 << 20
}
