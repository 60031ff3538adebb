internal import Synchronization
internal import Tensors

/// Applies a function to all items on the threads of the shared pool; results keep the items' order.
///
/// Between chunks `progress` hears on the calling thread how many items are done and may end the work by throwing. Of
/// several items at fault in a chunk, the first in order is the one whose error is thrown.
func inParallel<Item: Sendable, Result: Sendable>(
  _ items: [Item], chunk: Int = 2048, grain: Int = 16, progress: (Int) throws -> Void = { _ in },
  _ transform: @Sendable (Item) throws -> Result
) throws -> [Result] {
  var results: [Result] = []
  results.reserveCapacity(items.count)
  for start in stride(from: 0, to: items.count, by: chunk) {
    let part = Array(items[start..<min(items.count, start + chunk)])
    let collected = Mutex<[Int: Swift.Result<[Result], any Error>]>([:])
    ThreadPool.shared.forEachRange(part.count, grain: grain) { range, _ in
      let outcome = Swift.Result { try range.map { try transform(part[$0]) } }
      collected.withLock { $0[range.lowerBound] = outcome }
    }
    for (_, outcome) in collected.withLock({ $0 }).sorted(by: { $0.key < $1.key }) {
      try results.append(contentsOf: outcome.get())
    }
    try progress(results.count)
  }
  return results
}
