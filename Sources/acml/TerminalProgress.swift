import Experiments
import Foundation

/// Progress on stderr: a bar on a terminal, plain lines elsewhere, nothing if quiet.
final class TerminalProgress: ProgressObserver {
  private let isQuiet: Bool
  private let isTerminal = isatty(STDERR_FILENO) != 0
  private var stage = ""
  private var total: Int?
  private var began = ContinuousClock.now
  private var told = ContinuousClock.now
  private var isBarShown = false

  init(isQuiet: Bool) { self.isQuiet = isQuiet }

  func begin(_ stage: String, total: Int?) {
    self.stage = stage
    self.total = total
    began = .now
    told = began
    if !isTerminal { line("\(stage)\(total.map { " (\($0))" } ?? "")") }
  }

  func advance(to done: Int, note: String?) {
    // A terminal is refreshed ten times a second; elsewhere a line every ten seconds says that work goes on.
    let now = ContinuousClock.now
    guard now - told > (isTerminal ? .milliseconds(100) : .seconds(10)), !isQuiet else { return }
    told = now
    let text = describe(done, now - began, note)
    if isTerminal {
      Standard.error.write("\r\u{1B}[K\(text)")
      isBarShown = true
    } else {
      line(text)
    }
  }

  func end(note: String?) {
    let seconds = Double((ContinuousClock.now - began).components.seconds)
    let elapsed = seconds < 1 ? "" : " in \(Self.time(seconds))"
    line("\(stage): done\(elapsed)\(note.map { " — \($0)" } ?? "")")
  }

  func message(_ text: String) { line(text) }

  private func line(_ text: String) {
    guard !isQuiet else { return }
    Standard.error.write((isBarShown ? "\r\u{1B}[K" : "") + text + "\n")
    isBarShown = false
  }

  private func describe(_ done: Int, _ elapsed: Duration, _ note: String?) -> String {
    let suffix = note.map { "  \($0)" } ?? ""
    guard let total, total > 0 else { return "\(stage): \(done)\(suffix)" }
    let fraction = min(1, Double(done) / Double(total))
    let seconds = Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) * 1e-18
    let rest = fraction > 0 ? ", \(Self.time(seconds / fraction - seconds)) left" : ""
    let width = 24
    let filled = Int(fraction * Double(width))
    let bar =
      isTerminal ? " " + String(repeating: "█", count: filled) + String(repeating: "░", count: width - filled) : ""
    return "\(stage):\(bar) \(done)/\(total)\(rest)\(suffix)"
  }

  private static func time(_ seconds: Double) -> String {
    let whole = Int(seconds.rounded())
    if whole < 60 { return "\(whole) s" }
    if whole < 3600 { return String(format: "%d:%02d min", whole / 60, whole % 60) }
    return String(format: "%d:%02d h", whole / 3600, whole / 60 % 60)
  }
}
