internal import Synchronization

/// Buffers that tensors have given back, kept for the next tensor of about the same size.
///
/// Capacities are rounded up to one of eight steps a power of two, and a tensor takes a buffer that is two steps too large
/// before a new one is made. So batches of slightly different size share buffers, and a training step in its steady state
/// allocates nothing.
public enum MemoryPool {
  /// What the pool has done since the program began.
  public struct Statistics: Sendable, Equatable {
    /// Buffers asked for from the system.
    public var allocations = 0
    /// Buffers that are in use by tensors now.
    public var liveBuffers = 0
    /// Bytes of the buffers in use.
    public var liveBytes = 0
    /// Bytes of the buffers kept for later.
    public var idleBytes = 0
  }

  private struct State {
    // Every pointer in here is owned by the pool alone, so it may move between threads with the lock.
    nonisolated(unsafe) var idle: [Int: [UnsafeMutablePointer<Float>]] = [:]
    var statistics = Statistics()
  }

  private static let state = Mutex(State())

  public static var statistics: Statistics { state.withLock { $0.statistics } }

  /// Gives all idle buffers back to the system.
  public static func drain() {
    state.withLock { state in
      for buffer in state.idle.values.joined() { buffer.deallocate() }
      state.idle = [:]
      state.statistics.idleBytes = 0
    }
  }

  /// The capacity of the buffer that serves `count` floats.
  static func capacity(for count: Int) -> Int {
    let least = max(count, 64)
    let step = max(64, 1 << (Int.bitWidth - least.leadingZeroBitCount - 4))
    return (least + step - 1) / step * step
  }

  /// A buffer for `count` floats, with its capacity.
  static func take(_ count: Int) -> (buffer: UnsafeMutablePointer<Float>, capacity: Int) {
    let least = capacity(for: count)
    nonisolated(unsafe) var buffer: UnsafeMutablePointer<Float>?
    var found = least
    state.withLock { state in
      buffer = state.idle[found]?.popLast()
      for _ in 0..<2 where buffer == nil {
        found = capacity(for: found + 1)
        buffer = state.idle[found]?.popLast()
      }
      if buffer == nil { found = least }
      let bytes = found * MemoryLayout<Float>.stride
      if buffer != nil { state.statistics.idleBytes -= bytes } else { state.statistics.allocations += 1 }
      state.statistics.liveBuffers += 1
      state.statistics.liveBytes += bytes
    }
    let memory =
      buffer
      ?? UnsafeMutableRawPointer.allocate(byteCount: found * MemoryLayout<Float>.stride, alignment: 64).bindMemory(
        to: Float.self, capacity: found)
    return (memory, found)
  }

  static func give(_ buffer: UnsafeMutablePointer<Float>, capacity: Int) {
    nonisolated(unsafe) let buffer = buffer
    let bytes = capacity * MemoryLayout<Float>.stride
    state.withLock { state in
      state.idle[capacity, default: []].append(buffer)
      state.statistics.liveBuffers -= 1
      state.statistics.liveBytes -= bytes
      state.statistics.idleBytes += bytes
    }
  }
}

/// Floats that one or several tensors share.
///
/// `@unchecked Sendable`: the contents are written while the storage has a single owner, and by an optimiser's step,
/// which no other thread may overlap.
final class Storage: @unchecked Sendable {
  let pointer: UnsafeMutablePointer<Float>
  private let capacity: Int
  /// Whatever keeps borrowed memory alive, such as a mapped file; then the pool never sees the pointer.
  private let owner: AnyObject?

  /// Uninitialised floats from the pool.
  init(count: Int) {
    (pointer, capacity) = MemoryPool.take(count)
    owner = nil
  }

  /// Whether the floats are the pool's, so that a sole owner may write to them.
  var isOwned: Bool { owner == nil }

  /// Floats that belong to `owner`. They must not be written to.
  init(borrowing pointer: UnsafePointer<Float>, owner: AnyObject) {
    self.pointer = UnsafeMutablePointer(mutating: pointer)
    self.owner = owner
    capacity = 0
  }

  deinit {
    if owner == nil { MemoryPool.give(pointer, capacity: capacity) }
  }
}
