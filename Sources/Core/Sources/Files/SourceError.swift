/// A file that can't be read to its end.
public enum SourceError: Error, Equatable, CustomStringConvertible {
  case missing(path: String)
  case folder(path: String)
  /// A gzip stream that ends early or is damaged; `byte` is the place in the compressed file.
  case corruptCompression(path: String, byte: Int, reason: String)
  /// A record longer than any that is meant: an open quote, a missing separator, or no text at all.
  case recordTooLong(path: String, line: Int, limit: Int)
  /// Text that can't be told apart into records from this line on.
  case malformed(path: String, line: Int, reason: String)

  public var description: String {
    switch self {
    case .missing(let path): "\(path): no such file."
    case .folder(let path): "\(path): this is a folder, a data file was expected."
    case .corruptCompression(let path, let byte, let reason):
      "\(path): the gzip stream is damaged at byte \(byte): \(reason)."
    case .recordTooLong(let path, let line, let limit):
      "\(path):\(line): the record that begins here is longer than \(limit >> 20) MiB."
    case .malformed(let path, let line, let reason): "\(path):\(line): \(reason)."
    }
  }
}
