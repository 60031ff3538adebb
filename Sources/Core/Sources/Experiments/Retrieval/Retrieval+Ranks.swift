public import ACML
internal import Tensors

extension Retrieval {
  /// Where each query's target came in, in pools of one size.
  public struct Ranks: Sendable, Equatable {
    /// The size that was asked for.
    public let poolSize: Int
    /// For each query, the rank of its target; 1 is best.
    public let ranks: [Int]
    /// For each query, how many rows its pool really had: the target and its competitors.
    public let candidates: [Int]
  }

  /// Ranks the target of each query in pools of several sizes.
  ///
  /// A query's targets are all rows of the pool that have its identity; the best of them counts. Its pool of size `s` is
  /// that target and `s - 1` rows of other identities, chosen at random: one seeded permutation of the pool serves all
  /// queries, and each takes its rows from a random place on, cyclically. So every row is as likely as any other, a
  /// smaller pool is part of a larger one, and where the pool is not larger than asked for, all of it is used.
  ///
  /// Rows that come first are drawn from first: a pool that is larger than their number holds all of them, and after them
  /// rows in the order of the pool. So molecules that are like the queries are not thinned out by others.
  ///
  /// The rank is 1 + the number of competitors that score as high as the target or higher. Ties count against the
  /// target, and scores that differ by no more than rounding are ties: a constant embedding comes in last.
  /// - Parameters:
  ///   - queries: one row a query.
  ///   - queryIdentities: one a query.
  ///   - pool: what is searched.
  ///   - poolIdentities: one a row of the pool.
  ///   - first: how many rows come first; the targets must be among them. `nil`: all rows alike.
  ///   - similarity: how two rows are compared.
  ///   - poolSizes: the sizes, each giving a result.
  ///   - seed: of the permutation of the pool.
  ///   - progress: called with the number of queries done; throwing from it ends the work.
  ///   - product: multiplies a block of queries with a block of the pool.
  /// - Returns: one result for each size.
  /// - Throws: ``DataError/invalidTable(_:)`` if a query has no target or numbers do not fit, or what `progress` throws.
  public static func ranks(
    queries: EmbeddingTable, queryIdentities: [String], pool: EmbeddingTable, poolIdentities: [String],
    first: Int? = nil, similarity: Similarity, poolSizes: [Int], seed: UInt64,
    progress: (Int) throws -> Void = { _ in },
    product: @escaping BlockProduct
  ) throws -> [Ranks] {
    guard queryIdentities.count == queries.rows, poolIdentities.count == pool.rows else {
      throw DataError.invalidTable(
        "\(queryIdentities.count) and \(poolIdentities.count) identities do not fit \(queries.rows) queries and "
          + "\(pool.rows) rows of the pool")
    }
    var rowsOf: [String: [Int]] = [:]
    for (row, identity) in poolIdentities.enumerated() { rowsOf[identity, default: []].append(row) }
    let targets = try (0..<queries.rows).map { query in
      guard let targets = rowsOf[queryIdentities[query]] else {
        throw DataError.invalidTable("Query \(query) (\(queryIdentities[query])) is not in the pool")
      }
      return targets
    }
    return try ranks(
      queries: queries, targets: targets, pool: pool, competitors: Competitors(first: first), similarity: similarity,
      poolSizes: poolSizes, seed: seed, progress: progress, product: product)
  }

  /// Which rows of a pool compete with a target.
  struct Competitors: Sendable {
    /// How many rows are drawn from first; `nil`: all rows alike.
    var first: Int?
    /// Rows that never compete; none of them is among the first.
    var leftOut: Set<Int> = []
    /// Only rows near the mass of a query's target compete.
    var window: MassWindow?
  }

  /// Exact masses, and how far from its target's a competitor's may be.
  struct MassWindow: Sendable {
    /// For each query that of its target, for each row of the pool its own, in daltons.
    let queries: [Double]
    let pool: [Double]
    let tolerance: MassTolerance
  }

  /// As the other, the targets of each query given as rows of the pool, at least one.
  static func ranks(
    queries: EmbeddingTable, targets: [[Int]], pool: EmbeddingTable, competitors: Competitors, similarity: Similarity,
    poolSizes: [Int], seed: UInt64, progress: (Int) throws -> Void = { _ in }, product: @escaping BlockProduct
  ) throws -> [Ranks] {
    let scores = try BlockScores(queries: queries, pool: pool, similarity: similarity, product: product)
    if let size = poolSizes.first(where: { $0 < 1 }) {
      throw DataError.invalidTable("A pool of \(size) rows cannot be searched")
    }
    let first = min(competitors.first ?? pool.rows, pool.rows)
    let random = RandomStream(seed: seed, name: "retrieval")
    // Rows after the first ones keep their places behind them; what is left out has none.
    var placeOf = [Int](repeating: .max, count: pool.rows)
    for (place, row) in random.child("order").permutation(first).enumerated() { placeOf[row] = place }
    var count = first
    for row in first..<pool.rows where !competitors.leftOut.contains(row) {
      placeOf[row] = count
      count += 1
    }
    var starts = random.child("starts")
    let searches = targets.enumerated().map { query, targets in
      Search(
        query: query, targets: targets, start: Int.random(in: 0..<max(1, first), using: &starts), placeOf: placeOf,
        first: first, count: count, poolSizes: poolSizes, window: competitors.window, scores: scores)
    }

    let places = placeOf
    let tallies = try scores.reduce(
      start: { _ in [Tally](repeating: Tally(), count: poolSizes.count) }, progress: progress
    ) { query, poolStart, portion, tallies in
      let search = searches[query]
      if let masses = search.masses, let window = competitors.window {
        // Whoever is outside of the window is no candidate, so that all have to be counted.
        for (offset, score) in portion.enumerated() where masses.contains(window.pool[poolStart + offset]) {
          search.tally(poolStart + offset, isAhead: score >= search.threshold, places, first, &tallies)
        }
        return
      }
      for (offset, score) in portion.enumerated() where score >= search.threshold {
        search.tally(poolStart + offset, isAhead: true, places, first, &tallies)
      }
    }
    return poolSizes.indices.map { index in
      Ranks(
        poolSize: poolSizes[index], ranks: tallies.map { $0[index].ahead + 1 },
        candidates: zip(searches, tallies).map { search, tallies in
          search.masses == nil
            ? min(poolSizes[index], count - search.targets.count + 1) : tallies[index].candidates + 1
        })
    }
  }

  /// What one query has met in a pool of one size.
  private struct Tally: Sendable {
    var candidates = 0
    var ahead = 0
  }

  /// What one query is ranked by.
  private struct Search: Sendable {
    /// Rows of the query's identity.
    let targets: [Int]
    /// Competitors with this score or more are ahead.
    let threshold: Float
    /// For each pool size, how many places of the permutation its competitors and the targets among them take up.
    let windows: [Int]
    /// The masses of its competitors; `nil` for all.
    let masses: ClosedRange<Double>?
    private let start: Int

    init(
      query: Int, targets: [Int], start: Int, placeOf: [Int], first: Int, count: Int, poolSizes: [Int],
      window: MassWindow?, scores: BlockScores
    ) {
      self.targets = targets
      self.start = start
      masses = window.map { $0.tolerance.range(around: $0.queries[query]) }
      let scored = targets.map { (score: scores.score(query: query, pool: $0), row: $0) }
      let best = scored.max { $0.score < $1.score } ?? (score: .infinity, row: targets[0])
      threshold = best.score - scores.tolerance(query: query, pool: best.row)
      let targetPlaces = targets.map { Self.place(placeOf[$0], start, first) }.sorted()
      windows = poolSizes.map { size in
        var window = min(size - 1, count - targets.count)
        for place in targetPlaces where place < window { window += 1 }
        return window
      }
    }

    /// Counts a row in the pools that it belongs to.
    func tally(_ row: Int, isAhead: Bool, _ placeOf: [Int], _ first: Int, _ tallies: inout [Tally]) {
      if targets.contains(row) { return }
      let place = Self.place(placeOf[row], start, first)
      for index in windows.indices where place < windows[index] {
        tallies[index].candidates += 1
        if isAhead { tallies[index].ahead += 1 }
      }
    }

    /// A place of the permutation, counted from the query's own start.
    private static func place(_ place: Int, _ start: Int, _ first: Int) -> Int {
      place >= first ? place : place >= start ? place - start : place - start + first
    }
  }
}
