public import ACML

/// What is wrong with the files of an encoder, or with the samples that one is to be pre-trained on.
public enum SMILESTransformerError: ClassifiedError, Equatable {
  /// A file that the folder must hold and doesn't.
  case missingFile(folder: String, expected: String)
  /// A file that the system can't read; its own words.
  case unreadableFile(String, reason: String)
  /// A file, or what stands in it at a key, that can't be so.
  case invalid(file: String, key: String?, reason: String)
  /// A file that may be right, but asks for what this plugin doesn't do.
  case unsupported(file: String, key: String, found: String, supported: String)
  /// A batch of which no sample could be turned into tokens, with the first sample's reason.
  case noTokens(reason: String)

  public var failureClass: FailureClass {
    switch self {
    case .missingFile: .missingInput
    case .unreadableFile: .inputOutput
    case .invalid, .unsupported, .noTokens: .data
    }
  }

  public var description: String {
    switch self {
    case .missingFile(let folder, let expected): "\(folder): no \(expected)"
    case .unreadableFile(let file, let reason): "\(file): \(reason)"
    case .invalid(let file, let key, let reason): "\(file): \(key.map { "`\($0)`: " } ?? "")\(reason)"
    case .unsupported(let file, let key, let found, let supported):
      "\(file): `\(key)` is \(found); supported: \(supported)"
    case .noTokens(let reason): "no sample of the batch could be turned into tokens; the first: \(reason)"
    }
  }
}
