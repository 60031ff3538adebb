public import Foundation

/// A file operation that the system refused, or that the file is not fit for.
public struct FileError: Error, Equatable, CustomStringConvertible {
  public enum Action: String, Sendable {
    case open, read, create, write, rename, remove, lock, map
  }

  public let path: String
  public let action: Action
  /// The system's error number; 0 where it didn't refuse.
  public let code: Int32
  /// The system's words, or what is wrong with the file.
  public let reason: String

  /// - Parameters:
  ///   - path: of the file or folder.
  ///   - action: what was tried.
  ///   - code: the system's error number; that of the last call on this thread unless given.
  public init(path: String, action: Action, code: Int32 = errno) {
    (self.path, self.action, self.code) = (path, action, code)
    reason = String(cString: strerror(code))
  }

  public init(path: String, action: Action, reason: String) {
    (self.path, self.action, self.reason, code) = (path, action, reason, 0)
  }

  public var description: String {
    let advice = code == ENOSPC ? " Free some space and go on with --resume." : ""
    return "\(path): cannot \(action.rawValue): \(reason)." + advice
  }
}
