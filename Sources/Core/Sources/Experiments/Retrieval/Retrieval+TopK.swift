public import ACML

/// Search by embedding, exact and in blocks: memory grows with queries plus pool, never with their product.
public enum Retrieval {
  /// A row of the pool that a query found.
  public struct Neighbour: Sendable, Equatable, Codable {
    /// Position in the pool, counted from 0.
    public let row: Int
    public let score: Float
  }

  /// The `k` best rows of the pool for each query, best first; of equal scores the earlier row comes first.
  /// - Throws: ``DataError/invalidTable(_:)`` if the dimensions differ, or what `progress` throws.
  public static func topK(
    _ k: Int, queries: EmbeddingTable, pool: EmbeddingTable, similarity: Similarity,
    progress: (Int) throws -> Void = { _ in }, product: @escaping BlockProduct
  ) throws -> [[Neighbour]] {
    let scores = try BlockScores(queries: queries, pool: pool, similarity: similarity, product: product)
    return try scores.reduce(start: { _ in BestNeighbours(limit: k) }, progress: progress) { _, poolStart, portion, best in
      for (offset, score) in portion.enumerated() where best.takes(score) {
        best.insert(Neighbour(row: poolStart + offset, score: score))
      }
    }.map(\.sorted)
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
