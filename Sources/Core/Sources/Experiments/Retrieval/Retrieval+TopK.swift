public import ACML
internal import Tensors

/// Search by embedding, exact and in blocks: memory grows with queries plus pool, never with their product.
public enum Retrieval {
  /// A row of the pool that a query found.
  public struct Neighbour: Sendable, Equatable, Codable {
    /// Position in the pool, counted from 0.
    public let row: Int
    public let score: Float
  }

  /// Queries that are searched for at once: laid out, they leave half of a level-2 cache to the rows, at 256 dimensions.
  private static let queriesAtOnce = 512
  /// Fewer queries than this are not divided over threads; the pool is.
  private static let queriesOfThread = 64

  /// The `k` best rows of the pool for each query, best first; of equal scores the earlier row comes first.
  ///
  /// Many queries are divided over the threads, and each thread reads the pool once for all of its own; for few queries the
  /// pool is divided.
  /// - Parameters:
  ///   - k: how many rows are wanted; all of them if the pool has fewer.
  ///   - queries: one row a query.
  ///   - pool: the rows to be searched.
  ///   - similarity: how rows are compared.
  ///   - progress: hears between portions of work how many queries' worth of it is done; throwing ends the work.
  /// - Throws: ``DataError/invalidTable(_:)`` if the dimensions differ, or what `progress` throws.
  public static func topK(
    _ k: Int, queries: EmbeddingTable, pool: EmbeddingTable, similarity: Similarity,
    progress: (Int) throws -> Void = { _ in }
  ) throws -> [[Neighbour]] {
    try BlockScores.check(queries, pool)
    let threads = ThreadPool.shared.threads
    let blocks = max(
      (queries.rows + queriesAtOnce - 1) / queriesAtOnce, min(threads, queries.rows / queriesOfThread), 1)
    let parts = blocks < threads ? threads / blocks : 1
    let blockRows = (queries.rows + blocks - 1) / blocks
    let searches = try queries.portions(of: blockRows).map { rows in
      try (0..<parts).map { _ in try NeighbourSearch(rows, of: queries, in: pool, k: k, similarity: similarity) }
    }
    let units = searches.flatMap { $0 }
    // Each part of the pool is gone through from its beginning, some portions of rows at a time.
    let portions = pool.portions(of: 2048)
    let ofPart = (portions.count + parts - 1) / parts
    let atOnce = 64
    for start in stride(from: 0, to: ofPart, by: atOnce) {
      ThreadPool.shared.forEachRange(units.count) { range, _ in
        for unit in range {
          let first = unit % parts * ofPart
          let end = min(portions.count, first + min(ofPart, start + atOnce))
          for portion in portions[min(end, first + start)..<end] { units[unit].visit(portion) }
        }
      }
      try progress(queries.rows * min(ofPart, start + atOnce) / ofPart)
    }
    return searches.flatMap { parts in
      parts[0].best.indices.map { query in
        BestNeighbours.merged(parts.map { $0.best[query] })
      }
    }
  }

  /// The share of the `k` best rows of an exact search that another search has among its `k` best, over all queries.
  public static func recall(_ k: Int, of found: [[Neighbour]], in exact: [[Neighbour]]) -> Double {
    var (hits, all) = (0, 0)
    for (found, exact) in zip(found, exact) {
      let rows = Set(found.prefix(k).map(\.row))
      hits += exact.prefix(k).count { rows.contains($0.row) }
      all += min(k, exact.count)
    }
    return all > 0 ? Double(hits) / Double(all) : 1
  }
}
