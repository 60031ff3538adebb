internal import Tensors

extension LibraryIndex {
  /// Queries up to this number are searched one by one, by the codes first.
  private static let fewQueries = 8

  /// The `k` best molecules for each query, best first; exact.
  ///
  /// Few queries, whose time is that of reading, read the codes of 8 bits, a quarter of the floats' bytes. What could be
  /// among the best by the bound of `RowCodes` is then scored with the floats. More queries multiply with the floats at
  /// once.
  /// - Parameters:
  ///   - queries: shape `[queries, dimensions]`, of length 1 where the pair's rows are.
  ///   - pair: position in the manifest's pairs.
  ///   - rows: the rows to search, ascending; `nil` for all.
  func nearest(
    _ k: Int, to queries: Tensor, pair: Int, among rows: [Int]? = nil, progress: (Int) throws -> Void = { _ in }
  ) throws -> [[Retrieval.Neighbour]] {
    let dimensions = manifest.pairs[pair].dimensions
    guard queries.columns == dimensions else {
      throw DataError.invalidTable("The queries have \(queries.columns) dimensions, the index has \(dimensions)")
    }
    guard queries.isFinite else { throw DataError.invalidTable("A query is not finite") }
    return try queries.withUnsafeValues { values in
      if let rows { return try nearest(k, to: values, pair: pair, among: rows, progress: progress) }
      if queries.rows > Self.fewQueries {
        // The rows' lengths are known or not wanted, so that the product is all.
        let pool = try table(pair: pair)
        return try Retrieval.topK(
          k, queries: EmbeddingTable(values, dimensions: dimensions, name: "queries"), pool: pool,
          similarity: .dotProduct, progress: progress)
      }
      return try (0..<queries.rows).map { query in
        let vector = UnsafeBufferPointer(rebasing: values[(query * dimensions)..<((query + 1) * dimensions)])
        let found = try nearest(k, to: vector, pair: pair)
        try progress(query + 1)
        return found
      }
    }
  }

  /// The rows of a pair as a table that retrieval reads.
  func table(pair: Int, before own: [UnsafeBufferPointer<Float>] = []) throws -> EmbeddingTable {
    try EmbeddingTable(
      parts: own + blocks.map { $0.embeddings(pair) }, unitParts: blocks.count,
      dimensions: manifest.pairs[pair].dimensions, name: "pool")
  }

  /// Rows of one block that one thread looks at: their codes take 2 MB at 512 dimensions.
  private static let portion = 4096

  private struct Portion: Sendable {
    let block: Int
    let rows: Range<Int>
  }

  private var portions: [Portion] {
    blocks.indices.flatMap { block in
      stride(from: 0, to: blocks[block].count, by: Self.portion).map {
        Portion(block: block, rows: $0..<min(blocks[block].count, $0 + Self.portion))
      }
    }
  }

  /// One query against all rows.
  private func nearest(_ k: Int, to query: UnsafeBufferPointer<Float>, pair: Int) throws -> [Retrieval.Neighbour] {
    let length = Float(MatrixBlock.dot(query, query).squareRoot()) * (1 + 0x1p-20)
    nonisolated(unsafe) let query = query
    let portions = portions
    let chunk = max(1, portions.count)
    // What each row scores at least by its codes, and the k-th greatest of that.
    let bounds = try inParallel(portions, chunk: chunk, grain: 1) { portion in
      let block = self.blocks[portion.block]
      let dimensions = query.count
      let codes = UnsafeBufferPointer(
        rebasing: block.codes(pair)[(portion.rows.lowerBound * dimensions)..<(portion.rows.upperBound * dimensions)])
      var best = BestNeighbours(limit: k)
      let scores = [Float](unsafeUninitializedCapacity: portion.rows.count) { scores, initialized in
        RowCodes.products(
          codes: codes, scales: UnsafeBufferPointer(rebasing: block.scales(pair)[portion.rows]), query: query,
          scores: UnsafeMutableBufferPointer(rebasing: scores[..<portion.rows.count]))
        initialized = portion.rows.count
      }
      let errors = block.errors(pair)
      for (offset, score) in scores.enumerated() {
        let least = score - errors[portion.rows.lowerBound + offset] * length
        if best.takes(least) { best.insert(Retrieval.Neighbour(row: offset, score: least)) }
      }
      return (scores: scores, best: best)
    }
    var least = BestNeighbours(limit: k)
    for bound in bounds { least.insert(bound.best) }
    let threshold = least.threshold ?? -.infinity
    // Whatever may reach it by its codes is scored by its floats.
    let found = try inParallel(Array(zip(portions, bounds)), chunk: chunk, grain: 1) { portion, bound in
      let block = self.blocks[portion.block]
      let (errors, rows) = (block.errors(pair), block.embeddings(pair))
      var best = BestNeighbours(limit: k)
      for (offset, score) in bound.scores.enumerated() {
        let row = portion.rows.lowerBound + offset
        guard score + errors[row] * length >= threshold else { continue }
        let values = UnsafeBufferPointer(rebasing: rows[(row * query.count)..<((row + 1) * query.count)])
        let exact = Float(MatrixBlock.dot(query, values))
        if best.takes(exact) {
          best.insert(Retrieval.Neighbour(row: self.starts[portion.block] + row, score: exact))
        }
      }
      return best
    }
    var best = BestNeighbours(limit: k)
    for part in found { best.insert(part) }
    return best.sorted
  }

  /// Some queries against some rows, which are copied together portion by portion.
  private func nearest(
    _ k: Int, to queries: UnsafeBufferPointer<Float>, pair: Int, among rows: [Int], progress: (Int) throws -> Void
  ) throws -> [[Retrieval.Neighbour]] {
    let dimensions = manifest.pairs[pair].dimensions
    let count = queries.count / dimensions
    nonisolated(unsafe) let queries = queries
    var best = [BestNeighbours](repeating: BestNeighbours(limit: k), count: count)
    let parts = stride(from: 0, to: rows.count, by: 2048).map { $0..<min(rows.count, $0 + 2048) }
    let size = ThreadPool.shared.threads * 4
    for start in stride(from: 0, to: parts.count, by: size) {
      let found = try inParallel(Array(parts[start..<min(parts.count, start + size)]), grain: 1) { part in
        var values: [Float] = []
        values.reserveCapacity(part.count * dimensions)
        for row in rows[part] {
          let (block, place) = self.place(row)
          values += block.embeddings(pair)[(place * dimensions)..<((place + 1) * dimensions)]
        }
        let scores = [Float](unsafeUninitializedCapacity: count * part.count) { scores, initialized in
          values.withUnsafeBufferPointer {
            MatrixBlock.product(
              queries, $0, dimensions, UnsafeMutableBufferPointer(rebasing: scores[..<(count * part.count)]))
          }
          initialized = count * part.count
        }
        return (0..<count).map { query in
          var best = BestNeighbours(limit: k)
          for (offset, row) in rows[part].enumerated() {
            let score = scores[query * part.count + offset]
            if best.takes(score) { best.insert(Retrieval.Neighbour(row: row, score: score)) }
          }
          return best
        }
      }
      for part in found { for query in best.indices { best[query].insert(part[query]) } }
      try progress(count * min(parts.count, start + size) / parts.count)
    }
    return best.map(\.sorted)
  }
}
