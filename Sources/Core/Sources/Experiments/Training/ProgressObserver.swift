/// Hears how far long work has come. The command draws a bar or writes lines; the library stays silent.
public protocol ProgressObserver: AnyObject {
  /// A stage begins.
  /// - Parameters:
  ///   - stage: its name.
  ///   - total: how many items it has, if that is known.
  func begin(_ stage: String, total: Int?)
  /// So many items of the stage are done.
  func advance(to done: Int, note: String?)
  /// The stage is over.
  func end(note: String?)
  /// Something worth knowing that is no progress.
  func message(_ text: String)
}

/// An observer that says nothing.
public final class SilentProgress: ProgressObserver {
  public init() {}
  public func begin(_ stage: String, total: Int?) {}
  public func advance(to done: Int, note: String?) {}
  public func end(note: String?) {}
  public func message(_ text: String) {}
}
