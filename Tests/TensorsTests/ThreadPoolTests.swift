import Foundation
import Synchronization
import Tensors
import Testing

/// The number of threads belongs to the process, so these tests have one of their own each.
struct ThreadPoolTests {
  @Test(.timeLimit(.minutes(2)))
  func everyItemOnce() async {
    await #expect(processExitsWith: .success) {
      let pool = ThreadPool.shared
      for threads in [1, 2, 3, 5, 16] {
        pool.setThreads(threads)
        #expect(pool.threads == threads)
        for (count, grain) in [(0, 1), (1, 1), (2, 1), (7, 3), (1_000, 1), (1_001, 64)] {
          let seen = Mutex([Int](repeating: 0, count: count))
          let used = Mutex(Set<Int>())
          pool.forEachRange(count, grain: grain) { range, thread in
            seen.withLock { for index in range { $0[index] += 1 } }
            #expect(range.lowerBound.isMultiple(of: grain))
            #expect(used.withLock { $0.insert(thread).inserted })
            #expect((0..<threads).contains(thread))
          }
          #expect(seen.withLock { $0.allSatisfy { $0 == 1 } })
        }
      }
      pool.setThreads(0)
      #expect(pool.threads == 1)
    }
  }

  /// Equal threads give equal bits; other numbers of threads add in another order, which is allowed 1e-5.
  @Test(.timeLimit(.minutes(2)))
  func sameBitsForSameThreads() async {
    await #expect(processExitsWith: .success) {
      ThreadPool.shared.setThreads(1)
      let expected = try Self.trainingStep()
      for threads in [1, 2, 3, 5] {
        ThreadPool.shared.setThreads(threads)
        let found = try Self.trainingStep()
        for _ in 0..<5 { #expect(try Self.trainingStep() == found) }
        for (found, expected) in zip(found, expected) { expectClose(found, expected.map(Double.init), 1e-5) }
      }
    }
  }

  /// Several threads compute at once, some of them inside a range of the pool, while the number of threads changes.
  @Test(.timeLimit(.minutes(2)))
  func manyCallers() async {
    await #expect(processExitsWith: .success) {
      ThreadPool.shared.setThreads(1)
      let expected = try Self.trainingStep()
      let mistakes = Mutex(0)
      DispatchQueue.concurrentPerform(iterations: 5) { caller in
        for round in 0..<20 {
          guard caller < 4 else {
            ThreadPool.shared.setThreads(1 + round % 7)
            usleep(5_000)
            continue
          }
          let check = {
            let isRight = (try? Self.trainingStep()).map { zip($0, expected).allSatisfy(Self.areClose) }
            if isRight != true { mistakes.withLock { $0 += 1 } }
          }
          if (caller + round) % 5 == 0 {
            ThreadPool.shared.forEachRange(3) { range, _ in for _ in range { check() } }
          } else {
            check()
          }
        }
      }
      #expect(mistakes.withLock { $0 } == 0)
    }
  }

  /// Short jobs of changing width, one after the other, as in the layers of a network.
  @Test(.timeLimit(.minutes(2)))
  func manyShortJobs() async {
    await #expect(processExitsWith: .success) {
      let pool = ThreadPool.shared
      pool.setThreads(5)
      let sum = Atomic(0)
      for round in 0..<4_000 {
        pool.forEachRange(2 + round % 4) { range, _ in sum.add(range.count, ordering: .relaxed) }
        // Long enough now and then that the workers go to sleep.
        if round % 400 == 0 { usleep(2_000) }
      }
      #expect(sum.load(ordering: .acquiring) == 4_000 / 4 * (2 + 3 + 4 + 5))
    }
  }

  private static func areClose(_ found: [Float], _ expected: [Float]) -> Bool {
    let scale = expected.reduce(1) { max($0, abs($1)) }
    return found.count == expected.count && zip(found, expected).allSatisfy { abs($0 - $1) <= 1e-5 * scale }
  }

  /// A loss and its gradients through most kernels that divide their work, dropout among them, in sizes worth threads.
  private static func trainingStep() throws -> [[Float]] {
    let random = RandomStream(seed: 1, name: "step")
    func parameter(_ shape: [Int], _ scale: Float) -> Parameter {
      Parameter(Tensor.filled(shape) { for index in $0.indices { $0[index] = scale * random.normal() } })
    }
    let (table, weight, bias) = (parameter([20, 96], 1), parameter([96, 96], 0.1), parameter([96], 0.1))
    let (gamma, beta, bonds) = (parameter([96], 1), parameter([96], 0.1), parameter([3, 96], 1))
    let parameters = [table, weight, bias, gamma, beta, bonds]

    let nodes = 1_001
    let lengths = (0..<nodes).map { $0 % 4 }
    let edges = lengths.reduce(0, +)
    let graph = try Neighborhood(
      incoming: Segments(lengths: lengths), sources: (0..<edges).map { Int32($0 * 37 % nodes) },
      codes: (0..<edges).map { Int32($0 % 3) })
    var states = try table.tensor.embeddingSum((0..<nodes * 3).map { Int32($0 * 7 % 20) }, codesPerRow: 3)
    states = try graph.aggregate(states, table: bonds.tensor, selfWeight: 1.5, activation: .relu)
    states = try states.linear(weight: weight.tensor, bias: bias.tensor, activation: .gelu)
    states = try states.batchNormalized(
      gamma: gamma.tensor, beta: beta.tensor, statistics: states.columnStatistics(), areOfThisBatch: true,
      activation: .relu)
    states = try states.dropout(0.2, random: random).layerNormalized(gamma: gamma.tensor, beta: beta.tensor)
    states = try states.attention(
      keys: states, values: states, sequences: Segments(lengths: [400, 0, 101, 500]), heads: 4)
    let pooled = try states.segmentMean(Segments(lengths: Array(repeating: 13, count: 77))).l2Normalized()
    let loss = try pooled.matmul(pooled, transposed: true).crossEntropy(targets: (0..<77).map(Int32.init))
    try loss.backward()
    return try [loss.values] + parameters.map { try #require($0.gradient).values }
  }
}
