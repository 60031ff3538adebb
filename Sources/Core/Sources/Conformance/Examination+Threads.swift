internal import Foundation
internal import Synchronization
internal import Tensors

extension Examination {
  /// Calls from another thread, and from four at once, against a call from this one.
  func examineThreads(on input: String, _ call: @escaping () throws -> Tensor) {
    examine(.threads, on: input, after: [.finite, .deterministic]) {
      let expected = try call()
      // The laws are those of a component that says it can be called from any thread.
      nonisolated(unsafe) let call = call
      for count in [1, 4] {
        let results = Mutex<[Result<Tensor, any Error>]>([])
        let group = DispatchGroup()
        for _ in 0..<count {
          group.enter()
          let thread = Thread {
            let result = Result { try call() }
            results.withLock { $0.append(result) }
            group.leave()
          }
          // As much as the main thread has: a deep call is no fault of the law.
          thread.stackSize = 8 << 20
          thread.start()
        }
        group.wait()
        for result in results.withLock({ $0 }) {
          try require(
            try result.get().isIdentical(to: expected),
            count == 1 ? "another thread gets other bits" : "\(count) threads at once get other bits")
        }
      }
      return nil
    }
  }
}
