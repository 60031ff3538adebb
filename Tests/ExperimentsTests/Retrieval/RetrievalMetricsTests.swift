import ACML
import Experiments
import Foundation
import Testing

struct RetrievalMetricsTests {
  /// Ranks as given, by placing competitors above the target.
  private func ranks(_ wanted: [Int], poolSize: Int) throws -> Retrieval.Ranks {
    // Query i is the unit vector of axis i; competitors are scored by how far down the list they stand.
    let (count, width) = (wanted.count, wanted.count)
    var pool = [Float](repeating: 0, count: (count + poolSize - 1) * width)
    for (query, rank) in wanted.enumerated() {
      pool[query * width + query] = 0.5
      for other in 0..<(poolSize - 1) { pool[(count + other) * width + query] = other < rank - 1 ? 0.9 : 0.1 }
    }
    var queries = [Float](repeating: 0, count: count * width)
    for query in 0..<count { queries[query * width + query] = 1 }
    let identities = (0..<(count + poolSize - 1)).map { "\($0)" }
    return try queries.withUnsafeBufferPointer { queries in
      try pool.withUnsafeBufferPointer { pool in
        try Retrieval.ranks(
          queries: EmbeddingTable(queries, dimensions: width, name: "queries"),
          queryIdentities: Array(identities.prefix(count)),
          pool: EmbeddingTable(pool, dimensions: width, name: "pool"), poolIdentities: identities,
          similarity: .dotProduct, poolSizes: [count + poolSize - 1], seed: 1, product: RetrievalTests.product)[0]
      }
    }
  }

  @Test func figuresFollowFromTheRanks() throws {
    let metrics = try ranks([1, 2, 5, 10], poolSize: 20).metrics(ks: [1, 5, 100], seed: 1)
    #expect(metrics.queries == 4)
    #expect(metrics.candidates == 23)
    #expect(metrics.topK.map(\.k) == [1, 5, 100])
    #expect(metrics.topK.map(\.accuracy.value) == [0.25, 0.75, 1])
    let chances: [Double] = [1 / 23, 5 / 23, 1]
    #expect(metrics.topK.map(\.random) == chances)
    #expect(abs(metrics.meanReciprocalRank.value - (1 + 0.5 + 0.2 + 0.1) / 4) < 1e-12)
    #expect(metrics.medianRank.value == 3.5)
    #expect(try ranks([1, 4, 9], poolSize: 20).metrics(ks: [], seed: 1).medianRank.value == 4)
  }

  /// For a share p of n queries the bootstrap interval is close to p ± 1.96 √(p (1 − p) / n).
  @Test func intervalsAreThoseOfAShare() throws {
    let wanted = (0..<400).map { $0 % 10 < 3 ? 1 : 2 }
    let metrics = try ranks(wanted, poolSize: 5).metrics(ks: [1], seed: 7)
    let accuracy = metrics.topK[0].accuracy
    let half = 1.96 * (0.3 * 0.7 / 400).squareRoot()
    #expect(abs(accuracy.value - 0.3) < 1e-12)
    // 1,000 resamples place each end within about a tenth of the half-width.
    #expect(abs(accuracy.lower - (0.3 - half)) < 0.15 * half)
    #expect(abs(accuracy.upper - (0.3 + half)) < 0.15 * half)
    #expect(try ranks(wanted, poolSize: 5).metrics(ks: [1], seed: 7) == metrics)
  }

  @Test func resultsAreJSON() throws {
    let metrics = try ranks([1, 3], poolSize: 4).metrics(ks: [1], seed: 1)
    let data = try JSONEncoder().encode(metrics)
    #expect(try JSONDecoder().decode(Retrieval.Metrics.self, from: data) == metrics)
  }
}
