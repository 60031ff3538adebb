internal import CPlugin
internal import Foundation
internal import Tensors

/// Whether a call that is made over and over takes more and more memory.
enum MemoryCheck {
  private static let warmUp = 12
  private static let calls = 16
  /// How many blocks of calls must agree; the others may be a cache that fills up, or what else the process does.
  private static let majority = 3
  /// Bytes a call. Less is what runtimes count and cache.
  private static let tolerance = 512

  /// - Returns: what a call left behind.
  static func run(_ call: () throws -> Void) throws -> String {
    for _ in 0..<warmUp { try call() }
    var (kept, grown): ([Int], [Int]) = ([], [])
    while kept.count < majority, grown.count < majority {
      let before = bytesInUse
      for _ in 0..<calls { try call() }
      let growth = (bytesInUse - before) / calls
      if growth <= tolerance { kept.append(growth) } else { grown.append(growth) }
    }
    try require(
      grown.count < majority,
      "each call leaves \(grown.sorted()[majority / 2]) bytes behind, over \(calls * majority) calls")
    return "\(max(0, kept.max() ?? 0)) bytes left behind a call, over \(calls * majority) calls"
  }

  /// What the heap has given out and not got back; of the tensors' pool, only the buffers in use.
  private static var bytesInUse: Int {
    Int(acml_heap_bytes()) - MemoryPool.statistics.idleBytes
  }

  /// The largest size that the process has had, in MB.
  static var peakMegabytes: Int? {
    guard let status = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8) else { return nil }
    return status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }?
      .split { !$0.isNumber }.first.flatMap { Int($0) }.map { $0 / 1024 }
  }
}

/// Seconds that a call takes: the median of several, for half a second at most.
func medianSeconds(_ call: () throws -> Void) rethrows -> Double {
  let clock = ContinuousClock()
  var times: [Duration] = []
  let began = clock.now
  while times.count < 3 || (times.count < 50 && clock.now - began < .milliseconds(500)) {
    times.append(try clock.measure(call))
  }
  return times.sorted()[times.count / 2] / .seconds(1)
}
