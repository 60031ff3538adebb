internal import CPlugin
internal import Foundation
internal import Tensors

/// Whether a call that is made over and over takes more and more memory.
enum MemoryCheck {
  private static let warmUp = 12
  private static let calls = 24
  private static let greatestBlocks = 8
  /// Bytes a call. Less is what runtimes count and cache.
  private static let tolerance = 512

  /// - Returns: what a call left behind at most.
  static func run(_ call: () throws -> Void) throws -> String {
    for _ in 0..<warmUp { try call() }
    // A cache fills up at some time; a leak grows in every block.
    var least = Int.max
    for block in 1...greatestBlocks {
      let before = bytesInUse
      for _ in 0..<calls { try call() }
      least = min(least, (bytesInUse - before) / calls)
      if least <= tolerance { return "\(max(0, least)) bytes left behind a call, over \(block * calls) calls" }
    }
    throw Violation(reason: "each call leaves \(least) bytes behind, over \(greatestBlocks * calls) calls")
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
