import ACML
import ArgumentParser
import Chemistry
import Conformance
import Experiments
import Foundation
import PluginDevelopment

/// `acml plugin check`
struct PluginCheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Tries the laws of the protocols on a plugin, in a process of its own.",
    discussion: """
      Says for every law whether it was kept, and if not, on which input. A crash or a hang is a finding too. Ends with 1 if \
      a law is broken, or if nothing could be examined.

      EXAMPLES
        acml plugin check raman --samples raman/data/synthetic.csv
        acml plugin check ~/.local/share/acml/plugins/libRaman.so --samples spectra.csv
        acml plugin check gin
        acml plugin check gin --set layers=2 --json
      """)

  @OptionGroup var check: CheckOptions

  @Option(help: "How long one law may take.")
  var seconds = 120

  @Flag(help: "Print one JSON object on stdout.")
  var json = false

  private struct Report: Encodable {
    struct Component: Encodable {
      let id: String
      var findings: [Finding] = []
      var figures: [Figure] = []
    }
    var components: [Component] = []
    var refused: String?

    var isPassed: Bool {
      refused == nil && !components.isEmpty
        && components.allSatisfy { component in
          !component.findings.contains { $0.isBroken || ($0.law == .builds && !$0.isKept) || $0.isUnread }
        }
    }
  }

  func validate() throws {
    if seconds < 1 || seconds > 86_400 { throw ValidationError("--seconds takes a whole number from 1 to 86400") }
  }

  func run() throws {
    var report = Report()
    let target = try check.resolved()
    var ids: [String] = []
    let end = try child(target, component: nil) { message in
      switch message {
      case .components(let found): ids = found
      case .refused(let reason): report.refused = reason
      case .event, .finished: break
      }
    }
    if end != .finished { report.refused = "\(target.text): \(end.sentence) while it was loaded" }
    if report.refused == nil, ids.isEmpty { report.refused = "\(target.text): it registers nothing" }
    if let refused = report.refused, !json { print("BROKEN  \(refused)") }
    for id in ids { report.components.append(try examine(id, target)) }
    if json { try Standard.printJSON(report) }
    if !report.isPassed { throw ExitCode.failure }
  }

  private func examine(_ id: String, _ target: CheckOptions.Target) throws -> Report.Component {
    var component = Report.Component(id: id)
    var current: (law: Law, input: String)?
    if !json { print(id) }
    func record(_ finding: Finding) {
      component.findings.append(finding)
      if !json { show(finding) }
    }
    let end = try child(target, component: id) { message in
      switch message {
      case .event(.began(let law, let input)): current = (law, input)
      case .event(.ended(let finding)):
        current = nil
        record(finding)
      case .event(.measured(let figure)):
        component.figures.append(figure)
        if !json { print("        \(figure.name): \(figure.value)") }
      case .refused(let reason): record(Finding(law: .builds, input: id, outcome: .broken(reason)))
      case .components, .finished: break
      }
    }
    if end != .finished {
      record(
        Finding(
          law: current?.law ?? .builds, input: current?.input ?? id,
          outcome: .broken("\(end.sentence) while the law was examined")))
    }
    return component
  }

  private func show(_ finding: Finding) {
    let law = finding.law.rawValue.padding(toLength: 14, withPad: " ", startingAt: 0)
    switch finding.outcome {
    case .kept(let note): print("  kept    \(law)\(finding.input)\(note.map { ": \($0)" } ?? "")")
    case .broken(let reason):
      print("  BROKEN  \(law)\(finding.input): \(reason)\n          the law: \(finding.law.sentence)")
    case .notExamined(let reason): print("  -       \(law)\(finding.input): \(reason)")
    }
  }

  private func child(
    _ target: CheckOptions.Target, component: String?, _ receive: (CheckMessage) -> Void
  ) throws -> IsolatedCheck.End {
    guard let program = PluginSearchPath.runningProgram else { throw RunningProgramUnknown() }
    let arguments =
      ["plugin", "check-process"] + check.arguments(for: target)
      + (component.map { ["--component", $0] } ?? [])
    return try IsolatedCheck(program: program, arguments: arguments, seconds: seconds).run(receive)
  }
}

/// The system doesn't say which program is running.
private struct RunningProgramUnknown: ClassifiedError {
  var failureClass: FailureClass { .internal }
  var description: String { "/proc/self/exe can't be read, so the check has no program to start" }
}

extension IsolatedCheck.End {
  fileprivate var sentence: String {
    switch self {
    case .finished: "it ended"
    case .crashed(let how): "it ended in \(how)"
    case .hung(let seconds): "it did not come to an end within \(seconds) s"
    }
  }
}

extension Finding {
  fileprivate var isKept: Bool { if case .kept = outcome { true } else { false } }
  /// Nothing was examined for want of a file.
  fileprivate var isUnread: Bool { if case .notExamined = outcome { law == .reader } else { false } }
}
