internal import Dispatch
internal import Foundation
internal import Synchronization

/// One piece of work on a thread of its own, which takes the time that other threads leave.
final class BackgroundWork<Value: Sendable>: Sendable {
  private struct State {
    var isCancelled = false
    var outcome: Result<Value, any Error>?
  }

  private let state = Mutex(State())
  private let running = DispatchGroup()

  /// Begins the work.
  /// - Parameters:
  ///   - name: the thread's, of at most 15 letters.
  ///   - body: is given a check that throws once the work is cancelled, to be called often.
  init(name: String, _ body: @escaping @Sendable (_ checkCancellation: () throws -> Void) throws -> Value) {
    running.enter()
    let thread = Thread { [self] in
      // Linux counts niceness by thread. Where it can't be set the work is done all the same.
      setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, 10)
      let outcome = Result {
        try body { if state.withLock(\.isCancelled) { throw CancellationError() } }
      }
      state.withLock { $0.outcome = outcome }
      running.leave()
    }
    thread.name = name
    thread.stackSize = 8 << 20
    thread.start()
  }

  /// What came of it; `nil` while it runs.
  var outcome: Result<Value, any Error>? { state.withLock(\.outcome) }

  /// Waits for the end.
  /// - Throws: what the body threw.
  func wait() throws -> Value {
    running.wait()
    guard let outcome else { throw CancellationError() }
    return try outcome.get()
  }

  /// Ends the work, and returns when it has ended.
  func cancel() {
    state.withLock { $0.isCancelled = true }
    running.wait()
  }
}
