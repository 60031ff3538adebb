internal import CKernels
internal import Foundation
internal import Synchronization

/// The threads that share the work of one operation.
///
/// Work is divided into contiguous ranges by the number of threads alone, so equal threads give equal bits. One operation
/// runs at a time; an operation that starts inside another, or while another thread holds the pool, runs on its own thread.
public final class ThreadPool: Sendable {
  /// The pool that all operations use.
  public static let shared = ThreadPool()

  private struct Job {
    // Valid while `run` waits for the workers. An address, so that no worker holds the closure after its share is done.
    nonisolated(unsafe) var body: UnsafePointer<(Int) -> Void>?
    var threads = 1
    var generation = 0
  }

  private let isBusy = Atomic<Bool>(false)
  private let generation = Atomic<Int>(0)
  private let remaining = Atomic<Int>(0)
  private let job = Mutex(Job())
  private let workers = Mutex(0)
  private let size = Atomic<Int>(max(1, ProcessInfo.processInfo.activeProcessorCount))
  private let wake = NSCondition()
  private let done = NSCondition()

  /// A pool beside the shared one. Its threads, once started, wait for work as long as the program runs.
  public init() {}

  /// How many threads an operation is divided over, the calling one among them.
  public var threads: Int { size.load(ordering: .relaxed) }

  /// Sets the number of threads, at least 1, for the operations that start after this call.
  public func setThreads(_ count: Int) {
    size.store(max(1, count), ordering: .relaxed)
  }

  /// Calls `body` once for every index below `count`, on as many threads, and returns when all are done.
  private func run(_ count: Int, _ body: (Int) -> Void) {
    let isOwner = isBusy.compareExchange(expected: false, desired: true, ordering: .acquiring).exchanged
    guard count > 1, isOwner else {
      if isOwner { isBusy.store(false, ordering: .releasing) }
      for index in 0..<count { body(index) }
      return
    }
    startWorkers(count - 1)
    withoutActuallyEscaping(body) { body in
      withUnsafePointer(to: body) { address in
        nonisolated(unsafe) let address = address
        let next = generation.load(ordering: .relaxed) + 1
        // Before the job is seen: a worker that the last job had no part for may wake at any time.
        remaining.store(count - 1, ordering: .relaxed)
        job.withLock { $0 = Job(body: address, threads: count, generation: next) }
        wake.lock()
        generation.store(next, ordering: .releasing)
        wake.broadcast()
        wake.unlock()
        body(0)
        spin { remaining.load(ordering: .acquiring) == 0 }
        if remaining.load(ordering: .acquiring) > 0 {
          done.lock()
          while remaining.load(ordering: .acquiring) > 0 { done.wait() }
          done.unlock()
        }
        job.withLock { $0.body = nil }
      }
    }
    isBusy.store(false, ordering: .releasing)
  }

  /// Waits a little without sleeping: operations follow each other within microseconds.
  private func spin(until condition: () -> Bool) {
    for _ in 0..<4_000 where !condition() { acml_pause() }
  }

  private func startWorkers(_ count: Int) {
    workers.withLock { started in
      while started < count {
        started += 1
        let index = started
        let thread = Thread { [self] in work(index) }
        thread.name = "acml-\(index)"
        thread.stackSize = 8 << 20
        thread.start()
      }
    }
  }

  private func work(_ index: Int) {
    var seen = 0
    while true {
      spin { generation.load(ordering: .acquiring) != seen }
      if generation.load(ordering: .acquiring) == seen {
        wake.lock()
        while generation.load(ordering: .acquiring) == seen { wake.wait() }
        wake.unlock()
      }
      let current = job.withLock { $0 }
      guard current.generation != seen else { continue }
      seen = current.generation
      guard let body = current.body, index < current.threads else { continue }
      body.pointee(index)
      if remaining.subtract(1, ordering: .acquiringAndReleasing).newValue == 0 {
        done.lock()
        done.broadcast()
        done.unlock()
      }
    }
  }

  /// Divides `0..<count` into one contiguous range a thread and calls `body` with each.
  /// - Parameters:
  ///   - count: how many items there are.
  ///   - grain: the least number of items that are worth a thread; ranges begin at its multiples.
  ///   - threads: how many threads at most; ``threads`` if `nil`.
  ///   - body: gets the range and the index of its thread, below that number.
  public func forEachRange(
    _ count: Int, grain: Int = 1, threads: Int? = nil, _ body: (Range<Int>, Int) -> Void
  ) {
    guard count > 0 else { return }
    let grains = (count + grain - 1) / grain
    let parts = min(threads ?? self.threads, grains)
    guard parts > 1 else { return body(0..<count, 0) }
    run(parts) { part in
      let start = grains * part / parts * grain
      let end = min(count, grains * (part + 1) / parts * grain)
      if start < end { body(start..<end, part) }
    }
  }
}
