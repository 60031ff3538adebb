public import Files
internal import Foundation

extension FileError: ClassifiedError {
  public var failureClass: FailureClass {
    switch (action, code) {
    case (.open, ENOENT), (.read, ENOENT): .missingInput
    case (.create, EACCES), (.create, ENOENT), (.create, ENOTDIR), (.create, EROFS), (.create, EISDIR): .cannotCreate
    default: .inputOutput
    }
  }
}

extension SourceError: ClassifiedError {
  public var failureClass: FailureClass {
    switch self {
    case .missing, .folder: .missingInput
    case .corruptCompression, .recordTooLong, .malformed: .data
    }
  }
}
