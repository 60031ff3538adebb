/// What kind of fault ended the work: decides the exit code of the command.
///
/// The codes are those of BSD's `sysexits.h`, except ``interrupted``, which is the shell's 128 + SIGINT.
public enum FailureClass: Int32, Sendable, CaseIterable {
  /// The command line itself: an unknown flag, a missing argument.
  case usage = 64
  /// The content of an input file: a bad row, a truncated checkpoint, an empty dataset.
  case data = 65
  /// An input file or folder that isn't there or can't be read.
  case missingInput = 66
  /// A plugin that is needed and not loaded.
  case pluginUnavailable = 69
  /// A fault of the program, not of its input.
  case `internal` = 70
  /// An output file or folder that can't be created.
  case cannotCreate = 73
  /// Reading or writing broke off: a full disk, a lost mount.
  case inputOutput = 74
  /// A setting: unknown, ill-typed, out of range, missing.
  case configuration = 78
  /// Ended by the user (Ctrl-C).
  case interrupted = 130

  /// The status that the process exits with.
  public var exitCode: Int32 { rawValue }
}

/// An error that knows which class of fault it is, and says in its description where the fault is, what was found and
/// what would be right.
public protocol ClassifiedError: Error, CustomStringConvertible {
  var failureClass: FailureClass { get }
}
