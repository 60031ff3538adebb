internal import ACML
internal import Files
internal import Foundation

extension Benchmarks {
  func startup() throws -> BenchmarkResult {
    guard let program = PluginSearchPath.runningProgram?.path else {
      throw TrainingError.unsuitable("the running program's own path is unknown")
    }
    return try measure(.startup, "the program's own calls, one after the other", items: 2, unit: "starts") { watch in
      try run(program, ["--help"])
      watch.lap("--help")
      try run(program, ["plugin", "list"])
      watch.lap("plugin list")
    }
  }

  /// Runs a program to its end, what it prints being thrown away.
  private func run(_ program: String, _ arguments: [String]) throws {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    for descriptor in [STDOUT_FILENO, STDERR_FILENO] {
      posix_spawn_file_actions_addopen(&actions, descriptor, "/dev/null", O_WRONLY, 0)
    }
    let words = ([program] + arguments).map { strdup($0) } + [nil]
    let environment = ProcessInfo.processInfo.environment.map { strdup("\($0)=\($1)") } + [nil]
    defer { for text in words + environment { free(text) } }
    var (process, status): (pid_t, Int32) = (0, 0)
    let code = posix_spawn(&process, program, &actions, nil, words, environment)
    guard code == 0 else { throw FileError(path: program, action: .open, code: code) }
    while waitpid(process, &status, 0) < 0 && errno == EINTR {}
    if status != 0 { throw TrainingError.unsuitable("\(program) \(arguments.joined(separator: " ")) failed") }
  }
}
