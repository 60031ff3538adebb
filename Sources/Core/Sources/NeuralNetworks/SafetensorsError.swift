/// What is wrong with a safetensors file, and where.
public struct SafetensorsError: Error, Equatable, CustomStringConvertible {
  public enum Reason: Equatable, Sendable {
    /// The system refused to open, read or write the file; its own words.
    case system(String)
    /// The file ends before what its beginning announces.
    case truncated(expectedBytes: Int, foundBytes: Int)
    /// The header is longer than any that is read.
    case headerTooLong(bytes: UInt64, limit: Int)
    /// The header is not a JSON object of the form that the format describes.
    case malformedHeader(String)
    /// A tensor's bytes begin where the previous tensor's don't end, or lie outside the file.
    case offsets(begin: Int, end: Int, expectation: String)
    /// A tensor's bytes are not as many as its shape and type make.
    case size(found: Int, expected: Int)
    /// Bytes after the last tensor.
    case trailingBytes(Int)
    /// A type of number that can't be read as what was asked for.
    case unsupportedType(String, expectation: String)
    /// A whole number that no `Int32` holds.
    case integerOutOfRange(String)
    case missingTensor
    /// Two tensors to be written have the same name, or one has the name of the metadata.
    case nameTaken
  }

  /// The file's path.
  public let file: String
  /// The name of the tensor concerned, if it is one.
  public let tensor: String?
  public let reason: Reason

  public init(file: String, tensor: String?, reason: Reason) {
    self.file = file
    self.tensor = tensor
    self.reason = reason
  }

  public var description: String {
    let place = tensor.map { "\(file): tensor \($0)" } ?? file
    let text =
      switch reason {
      case .system(let words): words
      case .truncated(let expected, let found): "truncated: \(expected) bytes are needed, the file has \(found)"
      case .headerTooLong(let bytes, let limit): "a header of \(bytes) bytes; at most \(limit) are read"
      case .malformedHeader(let problem): "the header is not that of a safetensors file: \(problem)"
      case .offsets(let begin, let end, let expectation): "bytes \(begin)..<\(end); expected \(expectation)"
      case .size(let found, let expected): "\(found) bytes; its shape and type make \(expected)"
      case .trailingBytes(let count): "\(count) bytes after the last tensor"
      case .unsupportedType(let type, let expectation): "numbers of type \(type); expected \(expectation)"
      case .integerOutOfRange(let value): "the number \(value) is outside the range of 32-bit integers"
      case .missingTensor: "not in the file"
      case .nameTaken: "the name is taken"
      }
    return "\(place): \(text)"
  }
}
