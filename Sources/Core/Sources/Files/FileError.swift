public import Foundation

/// A file operation that the system refused.
public struct FileError: Error, Equatable, CustomStringConvertible {
  public enum Action: String, Sendable {
    case open, read, create, write, rename, remove, lock, map
  }

  public let path: String
  public let action: Action
  /// The system's error number.
  public let code: Int32

  /// - Parameters:
  ///   - path: of the file or folder.
  ///   - action: what was tried.
  ///   - code: the system's error number; that of the last call on this thread unless given.
  public init(path: String, action: Action, code: Int32 = errno) {
    self.path = path
    self.action = action
    self.code = code
  }

  public var description: String {
    let advice = code == ENOSPC ? " Free some space and go on with --resume." : ""
    return "\(path): cannot \(action.rawValue): \(String(cString: strerror(code)))." + advice
  }
}
