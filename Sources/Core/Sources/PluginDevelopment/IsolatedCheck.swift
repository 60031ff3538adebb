internal import ACML
public import Conformance
public import Foundation

/// What the process that runs a plugin's code tells the one that waits for it, a line of JSON each.
public enum CheckMessage: Codable, Sendable {
  /// The plugin was loaded; the ids that it registered.
  case components([String])
  /// The plugin can't be loaded, or one of its components can't be used.
  case refused(String)
  case event(ConformanceEvent)
  /// All was said.
  case finished
}

/// Runs a check of a plugin in a process of its own, so that a crash or a hang is one more finding.
public struct IsolatedCheck: Sendable {
  /// How the process ended.
  public enum End: Sendable, Equatable {
    case finished
    /// By a signal, or by leaving before all was said.
    case crashed(String)
    /// It said nothing for this many seconds and was killed.
    case hung(seconds: Int)
  }

  private let program: URL
  private let arguments: [String]
  private let seconds: Int

  /// - Parameters:
  ///   - program: answers to `arguments` with ``CheckMessage``s on stdout.
  ///   - arguments: of the program.
  ///   - seconds: how long it may be silent, which is how long one law may take.
  public init(program: URL, arguments: [String], seconds: Int) {
    self.program = program
    self.arguments = arguments
    self.seconds = seconds
  }

  /// Runs the process to its end.
  /// - Parameter receive: is given every message as it comes.
  public func run(_ receive: (CheckMessage) -> Void) throws -> End {
    let process = Process()
    let pipe = Pipe()
    process.executableURL = program
    process.arguments = arguments
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = pipe
    try process.run()
    try? pipe.fileHandleForWriting.close()
    defer { process.waitUntilExit() }
    var pending: [UInt8] = []
    var isFinished = false
    while true {
      var state = pollfd(fd: pipe.fileHandleForReading.fileDescriptor, events: Int16(POLLIN), revents: 0)
      let ready = poll(&state, 1, Int32(clamping: 1000 * seconds))
      if ready < 0, errno == EINTR { continue }
      guard ready > 0 else {
        kill(process.processIdentifier, SIGKILL)
        return .hung(seconds: seconds)
      }
      let bytes = pipe.fileHandleForReading.availableData
      if bytes.isEmpty { break }
      pending += bytes
      while let end = pending.firstIndex(of: UInt8(ascii: "\n")) {
        let line = Data(pending[..<end])
        pending.removeSubrange(...end)
        guard let message = try? JSONDecoder().decode(CheckMessage.self, from: line) else { continue }
        if case .finished = message { isFinished = true }
        receive(message)
      }
    }
    process.waitUntilExit()
    let status = process.terminationStatus
    if process.terminationReason == .uncaughtSignal { return .crashed(Self.signalName(status)) }
    return isFinished ? .finished : .crashed("the exit code \(status)")
  }

  private static func signalName(_ number: Int32) -> String {
    let names: [Int32: String] = [
      SIGSEGV: "SIGSEGV", SIGBUS: "SIGBUS", SIGILL: "SIGILL", SIGTRAP: "SIGTRAP", SIGFPE: "SIGFPE", SIGABRT: "SIGABRT",
      SIGKILL: "SIGKILL",
    ]
    return names[number] ?? "signal \(number)"
  }
}

/// The other end: speaks to the process that waits.
public final class CheckSpeaker: Sendable {
  private let output: FileHandle

  /// Takes stdout for itself; what the plugin prints there goes to stderr.
  /// - Parameter megabytes: how large the process may grow.
  public init(megabytes: Int) {
    output = FileHandle(fileDescriptor: dup(STDOUT_FILENO), closeOnDealloc: false)
    dup2(STDERR_FILENO, STDOUT_FILENO)
    let bytes = rlim_t(clamping: megabytes) << 20
    var limit = rlimit(rlim_cur: bytes, rlim_max: bytes)
    setrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit)
    // A crash is reported by a line; a core file would only fill the disk.
    var none = rlimit(rlim_cur: 0, rlim_max: 0)
    setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &none)
  }

  public func say(_ message: CheckMessage) {
    guard let line = try? JSONEncoder().encode(message) else { return }
    try? output.write(contentsOf: line + [UInt8(ascii: "\n")])
  }
}
