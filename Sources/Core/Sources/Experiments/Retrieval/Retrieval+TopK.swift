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
    return try scores.reduce(start: { _ in Best(limit: k) }, progress: progress) { _, poolStart, portion, best in
      for (offset, score) in portion.enumerated() where best.takes(score) {
        best.insert(Neighbour(row: poolStart + offset, score: score))
      }
    }.map(\.sorted)
  }

  /// The best neighbours so far, as a heap whose root is the worst of them.
  private struct Best {
    let limit: Int
    private var heap: [Neighbour] = []

    init(limit: Int) { self.limit = max(0, limit) }

    var sorted: [Neighbour] { heap.sorted { Self.isWorse($1, $0) } }

    // Rows come in ascending order: a later one of equal score never displaces an earlier one.
    func takes(_ score: Float) -> Bool { heap.count < limit || (limit > 0 && score > heap[0].score) }

    mutating func insert(_ neighbour: Neighbour) {
      if heap.count < limit {
        heap.append(neighbour)
        var child = heap.count - 1
        while child > 0, Self.isWorse(heap[child], heap[(child - 1) / 2]) {
          heap.swapAt(child, (child - 1) / 2)
          child = (child - 1) / 2
        }
        return
      }
      heap[0] = neighbour
      var parent = 0
      while true {
        var worst = parent
        for child in [2 * parent + 1, 2 * parent + 2]
        where child < heap.count && Self.isWorse(heap[child], heap[worst]) { worst = child }
        if worst == parent { return }
        heap.swapAt(parent, worst)
        parent = worst
      }
    }

    private static func isWorse(_ a: Neighbour, _ b: Neighbour) -> Bool {
      a.score == b.score ? a.row > b.row : a.score < b.score
    }
  }
}
