internal import ACML
internal import Tensors

/// The exact search of some queries in a part of the pool, on one thread at a time.
///
/// Almost every score is below the worst of its query's best, and is dropped by a comparison of whole vectors.
///
/// `@unchecked Sendable`: one thread works on it at a time.
final class NeighbourSearch: @unchecked Sendable {
  private let products: InnerProducts
  private let similarity: Similarity
  private let pool: EmbeddingTable
  private(set) var best: [BestNeighbours]
  /// What a score must exceed, once each query has as many neighbours as it wants.
  private var limits: [Float]
  private var scores: [Float]
  private var places: [Int32]
  private let rowsAtOnce: Int

  /// - Parameters:
  ///   - queries: the rows of the table that are searched for; at least one.
  ///   - k: how many neighbours each wants.
  init(_ queries: Range<Int>, of table: EmbeddingTable, in pool: EmbeddingTable, k: Int, similarity: Similarity) throws
  {
    self.similarity = similarity
    self.pool = pool
    var vectors = Array(table.block(queries))
    if similarity == .cosine {
      for (place, query) in queries.enumerated() {
        for index in place * table.dimensions..<(place + 1) * table.dimensions {
          vectors[index] *= table.inverseLengths[query]
        }
      }
    }
    products = try vectors.withUnsafeBufferPointer { try InnerProducts($0, dimensions: table.dimensions) }
    best = queries.map { _ in BestNeighbours(limit: k) }
    limits = queries.map { _ in -.infinity }
    // Scores of many queries stay in the cache beside the queries and the rows.
    rowsAtOnce = queries.count == 1 ? 2048 : 60
    scores = [Float](repeating: 0, count: rowsAtOnce * queries.count)
    places = [Int32](repeating: 0, count: max(rowsAtOnce, queries.count))
  }

  /// Goes through rows of the pool that lie one after the other, behind all those before.
  func visit(_ rows: Range<Int>) {
    for start in stride(from: rows.lowerBound, to: rows.upperBound, by: rowsAtOnce) {
      let part = start..<min(rows.upperBound, start + rowsAtOnce)
      scores.withUnsafeMutableBufferPointer { scores in
        products.multiply(pool.block(part), into: scores)
        if similarity == .cosine {
          for (offset, row) in part.enumerated() {
            let scale = pool.inverseLengths[row]
            for index in offset * products.count..<(offset + 1) * products.count { scores[index] *= scale }
          }
        }
      }
      if products.count == 1 {
        take(part, of: 0)
      } else {
        for (offset, row) in part.enumerated() { take(row, offset) }
      }
    }
  }

  /// One query's scores of many rows.
  private func take(_ rows: Range<Int>, of query: Int) {
    var offset = 0
    while offset < rows.count, best[query].threshold == nil {
      offer(scores[offset], row: rows.lowerBound + offset, to: query)
      offset += 1
    }
    let found = find(offset..<rows.count, above: limits)
    for place in places[..<found] {
      offer(scores[offset + Int(place)], row: rows.lowerBound + offset + Int(place), to: query)
    }
  }

  /// One row's scores for all queries.
  private func take(_ row: Int, _ offset: Int) {
    let first = offset * products.count
    guard best[0].threshold != nil else {
      for query in best.indices { offer(scores[first + query], row: row, to: query) }
      return
    }
    let found = find(first..<first + products.count, above: limits)
    for query in places[..<found] { offer(scores[first + Int(query)], row: row, to: Int(query)) }
  }

  private func find(_ range: Range<Int>, above limits: [Float]) -> Int {
    scores.withUnsafeBufferPointer { scores in
      limits.withUnsafeBufferPointer { limits in
        places.withUnsafeMutableBufferPointer { places in
          InnerProducts.find(UnsafeBufferPointer(rebasing: scores[range]), above: limits, into: places)
        }
      }
    }
  }

  private func offer(_ score: Float, row: Int, to query: Int) {
    guard best[query].takes(score) else { return }
    best[query].insert(Retrieval.Neighbour(row: row, score: score))
    limits[query] = best[query].threshold ?? -.infinity
  }
}
