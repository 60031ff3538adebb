import ACML
import Experiments
import Foundation
import Testing

struct RetrievalTests {
  /// A product that any reader can check.
  static let product: BlockProduct = { queries, pool, dimensions, scores in
    let (m, n) = (queries.count / dimensions, pool.count / dimensions)
    for i in 0..<m {
      for j in 0..<n {
        var sum: Float = 0
        for k in 0..<dimensions { sum += queries[i * dimensions + k] * pool[j * dimensions + k] }
        scores[i * n + j] = sum
      }
    }
  }

  /// Numbers between -1 and 1 from a linear congruential generator.
  static func values(_ count: Int, seed: UInt64) -> [Float] {
    var state = seed
    return (0..<count).map { _ in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Float(state >> 40) / Float(1 << 23) - 1
    }
  }

  private func withTables<Result>(
    _ queries: [Float], _ pool: [Float], dimensions: Int, _ body: (EmbeddingTable, EmbeddingTable) throws -> Result
  ) throws -> Result {
    try queries.withUnsafeBufferPointer { queries in
      try pool.withUnsafeBufferPointer { pool in
        try body(
          EmbeddingTable(queries, dimensions: dimensions, name: "queries"),
          EmbeddingTable(pool, dimensions: dimensions, name: "pool"))
      }
    }
  }

  private func ranks(
    _ queries: [Float], _ pool: [Float], dimensions: Int, identities: [String]? = nil,
    similarity: Similarity = .cosine, sizes: [Int], seed: UInt64 = 1
  ) throws -> [Retrieval.Ranks] {
    let own = identities ?? (0..<(pool.count / dimensions)).map { "\($0)" }
    return try withTables(queries, pool, dimensions: dimensions) { queries, pool in
      try Retrieval.ranks(
        queries: queries, queryIdentities: Array(own.prefix(queries.rows)), pool: pool, poolIdentities: own,
        similarity: similarity, poolSizes: sizes, seed: seed, product: Self.product)
    }
  }

  /// Sorting all scores, query by query.
  private func allScores(_ queries: [Float], _ pool: [Float], dimensions: Int, similarity: Similarity) -> [[Double]] {
    func row(_ table: [Float], _ index: Int) -> [Double] {
      table[(index * dimensions)..<((index + 1) * dimensions)].map(Double.init)
    }
    func dot(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).map { $0 * $1 }.reduce(0, +) }
    return (0..<(queries.count / dimensions)).map { i in
      (0..<(pool.count / dimensions)).map { j in
        let (a, b) = (row(queries, i), row(pool, j))
        return similarity == .cosine ? dot(a, b) / (dot(a, a) * dot(b, b)).squareRoot() : dot(a, b)
      }
    }
  }

  /// One query and few, for which the pool is divided; so many that they are divided; and more rows than a portion.
  @Test(arguments: Similarity.allCases, [1, 3, 150])
  func topKEqualsSorting(similarity: Similarity, count: Int) throws {
    let (queries, pool) = (Self.values(count * 5, seed: 1), Self.values(4500 * 5, seed: 2))
    let found = try withTables(queries, pool, dimensions: 5) {
      try Retrieval.topK(7, queries: $0, pool: $1, similarity: similarity)
    }
    let scores = allScores(queries, pool, dimensions: 5, similarity: similarity)
    for (query, neighbours) in found.enumerated() {
      let best = scores[query].indices.sorted { scores[query][$0] > scores[query][$1] }.prefix(7)
      #expect(neighbours.map(\.row) == Array(best))
      for neighbour in neighbours {
        // Single against double precision.
        #expect(abs(Double(neighbour.score) - scores[query][neighbour.row]) < 1e-5)
      }
    }
  }

  @Test func equalScoresComeInTheOrderOfThePool() throws {
    let found = try withTables([1, 0], [0, 1, 2, 0, 3, 0, 0, 2, 4, 0], dimensions: 2) {
      try Retrieval.topK(4, queries: $0, pool: $1, similarity: .cosine)
    }
    #expect(found[0].map(\.row) == [1, 2, 4, 0])
  }

  @Test func moreNeighboursThanRowsGiveAllRows() throws {
    let found = try withTables([1, 0], [0, 1, 2, 0], dimensions: 2) {
      try Retrieval.topK(9, queries: $0, pool: $1, similarity: .cosine)
    }
    #expect(found[0].map(\.row) == [1, 0])
  }

  @Test(arguments: Similarity.allCases)
  func ranksInTheWholePoolEqualCounting(similarity: Similarity) throws {
    let pool = Self.values(3000 * 6, seed: 3)
    let queries = zip(pool.prefix(200 * 6), Self.values(200 * 6, seed: 4)).map { $0 + 0.7 * $1 }
    let found = try ranks(queries, pool, dimensions: 6, similarity: similarity, sizes: [3000])
    let scores = allScores(queries, pool, dimensions: 6, similarity: similarity)
    #expect(found[0].ranks == (0..<200).map { query in scores[query].count { $0 >= scores[query][query] } })
    #expect(found[0].candidates.allSatisfy { $0 == 3000 })
  }

  @Test func smallerPoolsArePartsOfLargerOnes() throws {
    let pool = Self.values(500 * 4, seed: 5)
    let queries = zip(pool, Self.values(500 * 4, seed: 6)).map { $0 + $1 }
    let found = try ranks(queries, pool, dimensions: 4, sizes: [10, 100, 500, 2000])
    for query in 0..<500 {
      let own = found.map { $0.ranks[query] }
      #expect(own == own.sorted())
      #expect(own[0] <= 10)
    }
    #expect(found[2].ranks == found[3].ranks)
    #expect(found[3].candidates[0] == 500)
    #expect(found.map(\.poolSize) == [10, 100, 500, 2000])
  }

  /// With random embeddings each rank is as likely as any other, in every pool.
  @Test func distractorsAreDrawnEvenly() throws {
    let found = try ranks(
      Self.values(2000 * 8, seed: 7), Self.values(2000 * 8, seed: 8), dimensions: 8, sizes: [20])
    let mean = Double(found[0].ranks.reduce(0, +)) / 2000
    // The mean of 2,000 draws from 1…20 has a standard error of 0.13.
    #expect(abs(mean - 10.5) < 0.6)
  }

  @Test(arguments: Similarity.allCases)
  func aConstantEmbeddingComesInLast(similarity: Similarity) throws {
    let row = Self.values(33, seed: 9)
    let constant = (0..<300).flatMap { _ in row }
    let found = try ranks(constant, constant, dimensions: 33, similarity: similarity, sizes: [50, 300])
    #expect(found[0].ranks.allSatisfy { $0 == 50 })
    #expect(found[1].ranks.allSatisfy { $0 == 300 })
    let zeros = [Float](repeating: 0, count: 300 * 3)
    #expect(
      try ranks(zeros, zeros, dimensions: 3, similarity: similarity, sizes: [300])[0].ranks.allSatisfy { $0 == 300 })
  }

  @Test func repeatedMoleculesAreTargetsNotCompetitors() throws {
    // Rows 0 and 2 are one molecule; row 2 is the better match, row 1 in between.
    let pool: [Float] = [0, 1, 0.9, 0.1, 1, 0, -1, 0]
    let found = try ranks([1, 0], pool, dimensions: 2, identities: ["a", "b", "a", "c"], sizes: [2, 4])
    #expect(found.map(\.ranks) == [[1], [1]])
    #expect(found.map(\.candidates) == [[2], [3]])
  }

  @Test func doesNotDependOnTheSeedInTheWholePoolButDoesInSamples() throws {
    let pool = Self.values(400 * 4, seed: 10)
    let queries = zip(pool, Self.values(400 * 4, seed: 11)).map { $0 + $1 }
    let (a, b) = (
      try ranks(queries, pool, dimensions: 4, sizes: [20, 400], seed: 1),
      try ranks(queries, pool, dimensions: 4, sizes: [20, 400], seed: 2)
    )
    #expect(a[0] != b[0])
    #expect(a[1] == b[1])
    #expect(try ranks(queries, pool, dimensions: 4, sizes: [20, 400], seed: 1) == a)
  }

  @Test func faultsAreTyped() throws {
    #expect(throws: DataError.notFinite(table: "pool", row: 1)) {
      try ranks([1, 2], [1, 2, .nan, 1], dimensions: 2, sizes: [2])
    }
    #expect(throws: DataError.self) { try ranks([1, 2], [1, 2, 3], dimensions: 2, sizes: [2]) }
    #expect(throws: DataError.self) { try ranks([1, 2], [1, 2], dimensions: 2, sizes: [0]) }
    let error = #expect(throws: DataError.self) {
      try withTables([1, 2], [1, 2], dimensions: 2) {
        try Retrieval.ranks(
          queries: $0, queryIdentities: ["C"], pool: $1, poolIdentities: ["N"], similarity: .cosine, poolSizes: [1],
          seed: 1, product: Self.product)
      }
    }
    #expect(error?.description == "Query 0 (C) is not in the pool.")
  }

  @Test func progressCanEndTheSearch() throws {
    struct Stopped: Error {}
    let table = Self.values(5000 * 2, seed: 12)
    #expect(throws: Stopped.self) {
      try withTables(table, table, dimensions: 2) {
        try Retrieval.topK(
          1, queries: $0, pool: $1, similarity: .cosine, progress: { _ in throw Stopped() })
      }
    }
  }

  /// Of a pool in which some rows come first, a larger one holds these and then others in their order.
  @Test func rowsThatComeFirstAreNotThinnedOut() throws {
    let dimensions = 4
    let pool = Self.values(60 * dimensions, seed: 3)
    let queries = Array(pool.prefix(10 * dimensions)).map { $0 + 0.3 * Float(sin(Double($0) * 50)) }
    let names = (0..<60).map { "\($0)" }
    func ranks(_ pool: [Float], first: Int?, sizes: [Int]) throws -> [Retrieval.Ranks] {
      try withTables(queries, pool, dimensions: dimensions) { queries, pool in
        try Retrieval.ranks(
          queries: queries, queryIdentities: Array(names.prefix(10)), pool: pool,
          poolIdentities: Array(names.prefix(pool.rows)), first: first, similarity: .cosine, poolSizes: sizes, seed: 1,
          product: Self.product)
      }
    }
    let filled = try ranks(pool, first: 10, sizes: [5, 10, 35, 60])
    for (index, size) in [(1, 10), (2, 35), (3, 60)] {
      let alone = try ranks(Array(pool.prefix(size * dimensions)), first: nil, sizes: [size])
      #expect(filled[index].ranks == alone[0].ranks, "\(size)")
    }
    #expect(filled[0].candidates == Array(repeating: 5, count: 10))
    #expect(zip(filled[0].ranks, filled[1].ranks).allSatisfy { $0 <= $1 && $0 <= 5 })
  }
}
