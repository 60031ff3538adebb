internal import CPlugin
internal import Foundation
internal import Synchronization

/// A function of a plugin, as the report of a crash names it.
struct PluginCall: Sendable {
  /// Never freed: a crash may ask for it at any time.
  private nonisolated(unsafe) let text: UnsafePointer<CChar>

  /// - Parameters:
  ///   - source: the plugin.
  ///   - function: what is called: `the graph encoder `gin`, forward`.
  init(_ source: ComponentSource, _ function: String) {
    let key = "\(source): \(function)"
    text = Self.texts.withLock { texts in
      if let known = texts[key] { return known.pointer }
      let bytes = Array(key.utf8CString)
      let pointer = UnsafeMutablePointer<CChar>.allocate(capacity: bytes.count)
      pointer.initialize(from: bytes, count: bytes.count)
      texts[key] = Text(pointer: UnsafePointer(pointer))
      return UnsafePointer(pointer)
    }
  }

  init(_ component: ComponentDescriptor, _ function: String) {
    self.init(component.source, "the \(component.kind) `\(component.id)`, \(function)")
  }

  /// Runs a call into the plugin.
  func callAsFunction<Result, Failure>(_ body: () throws(Failure) -> Result) throws(Failure) -> Result {
    let outer = acml_call_begin(text)
    defer { acml_call_end(outer) }
    return try body()
  }

  private struct Text: Sendable {
    nonisolated(unsafe) let pointer: UnsafePointer<CChar>
  }

  /// One text a function of a component, so that calls over and over take no memory.
  private static let texts = Mutex<[String: Text]>([:])
}

/// What is said of a crash inside of a plugin.
public enum PluginCrashes {
  /// From now on a crash inside of a plugin ends with a line on stderr that names the plugin and the call. Takes over the
  /// process's signal handlers, so only a program does this, not a library.
  public static func report() { acml_report_crashes() }

  /// The plugin and call that run now, on this thread or, if none does, on any.
  public static var currentCall: String? { acml_call_current().map { String(cString: $0) } }
}
