internal import Foundation
internal import Tensors

/// What a benchmark has found.
public struct BenchmarkResult: Sendable, Codable, Equatable {
  /// Items a second over single measurements.
  public struct Throughput: Sendable, Codable, Equatable {
    public let median: Double
    /// A tenth of the measurements were slower.
    public let p10: Double
    /// A tenth were faster.
    public let p90: Double
  }

  /// Arithmetic of the matrix products, and how it compares with matrix products alone.
  public struct Arithmetic: Sendable, Codable, Equatable {
    /// Billions of floating-point operations a second over the whole of the work.
    public let gigaflops: Double
    /// The same for nothing but BLAS's own products of the work's typical shape, measured in the same process.
    public let productsAlone: Double
    /// The share of that rate that the work reaches.
    public let share: Double
  }

  public let suite: String
  /// What exactly was done.
  public let work: String
  /// What is counted, such as `molecules`.
  public let unit: String
  public let threads: Int
  public let kernels: String
  public let measurements: Int
  public let throughput: Throughput
  /// Median milliseconds of each part of a measurement, in the order in which they happen.
  public let phases: [Phase]
  public let arithmetic: Arithmetic?
  /// The greatest resident size of the process so far.
  public let peakMemoryMegabytes: Double
  /// Load of the machine over the last minute, when the benchmark ended.
  public let loadAverage: Double

  public struct Phase: Sendable, Codable, Equatable {
    public let name: String
    public let milliseconds: Double
  }
}

/// Repeats a piece of work for a time and takes its measure.
struct Stopwatch {
  private(set) var phases: [(name: String, seconds: [Double])] = []
  private var last = ContinuousClock.now

  mutating func start() { last = .now }

  /// Parts that count for no item.
  private(set) var asides: [(name: String, seconds: [Double])] = []

  /// Does something `count` times that is no part of the work, and takes the time of each.
  mutating func aside(_ name: String, count: Int = 1, _ body: () throws -> Void) rethrows {
    for _ in 0..<count {
      let start = ContinuousClock.now
      try body()
      Self.note(name, (ContinuousClock.now - start).inSeconds, in: &asides)
    }
    last = .now
  }

  /// Ends a phase that began at the last call.
  mutating func lap(_ name: String) {
    let now = ContinuousClock.now
    Self.note(name, (now - last).inSeconds, in: &phases)
    last = now
  }

  private static func note(_ name: String, _ seconds: Double, in parts: inout [(name: String, seconds: [Double])]) {
    if let index = parts.firstIndex(where: { $0.name == name }) {
      parts[index].seconds.append(seconds)
    } else {
      parts.append((name, [seconds]))
    }
  }

  /// Runs `body` three times to warm up, then for the given time and at least five times.
  /// - Parameters:
  ///   - items: how many items a repetition does.
  ///   - product: the typical matrix product `[m, k] × [k, n]` to compare with; `nil` where there is none.
  ///   - body: does the work once and laps its phases.
  static func measure(
    _ suite: String, work: String, unit: String, seconds: Double, items: Int,
    product: (m: Int, n: Int, k: Int)? = nil, progress: any ProgressObserver, _ body: (inout Stopwatch) throws -> Void
  ) throws -> BenchmarkResult {
    var warmUp = Stopwatch()
    for _ in 0..<3 { try body(&warmUp) }
    let alone = product.map { productRate($0.m, $0.n, $0.k) }
    var watch = Stopwatch()
    let operations = ComputeDevice.matrixOperations
    let start = ContinuousClock.now
    var count = 0
    progress.begin("bench \(suite)", total: nil)
    while ContinuousClock.now - start < .seconds(seconds) || count < 5 {
      try Interruption.check()
      watch.start()
      try body(&watch)
      count += 1
      progress.advance(to: count, note: nil)
    }
    progress.end(note: nil)
    let totals = (0..<count).map { index in watch.phases.reduce(0) { $0 + $1.seconds[index] } }
    let flops = Double(ComputeDevice.matrixOperations - operations) / totals.reduce(0, +)
    let rate = { (seconds: Double) in Double(items) / seconds }
    return BenchmarkResult(
      suite: suite, work: work, unit: unit, threads: ThreadPool.shared.threads, kernels: ComputeDevice.kernelLevel,
      measurements: count,
      throughput: .init(
        median: rate(quantile(totals, 0.5)), p10: rate(quantile(totals, 0.9)), p90: rate(quantile(totals, 0.1))),
      phases: (watch.phases + watch.asides).map { .init(name: $0.name, milliseconds: quantile($0.seconds, 0.5) * 1e3) },
      arithmetic: alone.map { .init(gigaflops: flops / 1e9, productsAlone: $0 / 1e9, share: flops / $0) },
      peakMemoryMegabytes: peakMemory(), loadAverage: loadAverage())
  }

  private static func quantile(_ values: [Double], _ fraction: Double) -> Double {
    let sorted = values.sorted()
    return sorted[Int((Double(sorted.count - 1) * fraction).rounded())]
  }

  /// Operations a second of BLAS's own matrix product over all threads.
  private static func productRate(_ m: Int, _ n: Int, _ k: Int) -> Double {
    guard let left = try? Tensor([Float](repeating: 0.5, count: m * k), shape: [m, k]),
      let right = try? Tensor([Float](repeating: 0.5, count: n * k), shape: [n, k])
    else { return 0 }
    var rates: [Double] = []
    for _ in 0..<20 {
      let start = ContinuousClock.now
      _ = try? ComputeDevice.blasProduct(left, right)
      rates.append(2 * Double(m * n * k) / (ContinuousClock.now - start).inSeconds)
    }
    return quantile(rates, 0.5)
  }

  private static func peakMemory() -> Double {
    let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
    let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
    return (line?.split(separator: " ").dropFirst().first.flatMap { Double($0) } ?? 0) / 1024
  }

  private static func loadAverage() -> Double {
    var loads = [0.0]
    return getloadavg(&loads, 1) == 1 ? loads[0] : -1
  }
}

extension Duration {
  fileprivate var inSeconds: Double { Double(components.seconds) + Double(components.attoseconds) * 1e-18 }
}
