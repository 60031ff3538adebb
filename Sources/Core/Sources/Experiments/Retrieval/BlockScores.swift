internal import ACML
internal import Synchronization
internal import Tensors

/// Multiplies a block of queries with a block of the pool: `scores = queries · poolᵀ`.
///
/// Shapes, all row-major: queries `[m, dimensions]`, pool `[n, dimensions]`, scores `[m, n]`. Called by several threads.
public typealias BlockProduct =
  @Sendable (
    _ queries: UnsafeBufferPointer<Float>, _ pool: UnsafeBufferPointer<Float>, _ dimensions: Int,
    _ scores: UnsafeMutableBufferPointer<Float>
  ) -> Void

/// Scores of queries against a pool, made block by block: never more than a block a thread lies in memory.
struct BlockScores: Sendable {
  let queries: EmbeddingTable
  let pool: EmbeddingTable
  let similarity: Similarity
  let product: BlockProduct

  /// A block of scores takes 1 MiB and its operands, at 256 dimensions, as much: together about a level-2 cache.
  static let queryBlock = 128
  static let poolBlock = 2048

  init(
    queries: EmbeddingTable, pool: EmbeddingTable, similarity: Similarity, product: @escaping BlockProduct
  ) throws {
    try Self.check(queries, pool)
    self.queries = queries
    self.pool = pool
    self.similarity = similarity
    self.product = product
  }

  /// - Throws: ``DataError/invalidTable(_:)`` if the dimensions differ.
  static func check(_ queries: EmbeddingTable, _ pool: EmbeddingTable) throws {
    guard queries.dimensions == pool.dimensions else {
      throw DataError.invalidTable(
        "The queries have \(queries.dimensions) dimensions, the pool has \(pool.dimensions)")
    }
  }

  /// Makes a result for each query from its scores, which come in portions.
  ///
  /// Blocks of queries are shared out over the threads; each result depends on its own query alone.
  /// - Parameters:
  ///   - start: the value before the first portion.
  ///   - progress: hears between portions of work how many queries are done; throwing from it ends the work.
  ///   - visit: gets the query, the position of the portion's first pool row and the portion's scores.
  func reduce<Partial>(
    start: @Sendable (_ query: Int) -> Partial, progress: (Int) throws -> Void,
    visit: @Sendable (_ query: Int, _ poolStart: Int, UnsafeBufferPointer<Float>, inout Partial) -> Void
  ) throws -> [Partial] where Partial: Sendable {
    let threads = ThreadPool.shared.threads
    // Few queries are shared out evenly.
    let size = min(Self.queryBlock, (queries.rows + threads - 1) / threads)
    let portions = pool.portions(of: Self.poolBlock)
    return try inParallel(
      queries.portions(of: size), chunk: threads * 4, grain: 1,
      progress: { try progress(min(queries.rows, $0 * size)) }
    ) { rows in
      var partials = rows.map(start)
      let scores = UnsafeMutableBufferPointer<Float>.allocate(capacity: rows.count * Self.poolBlock)
      defer { scores.deallocate() }
      for poolRows in portions {
        let poolStart = poolRows.lowerBound
        let block = UnsafeMutableBufferPointer(rebasing: scores[..<(rows.count * poolRows.count)])
        product(queries.block(rows), pool.block(poolRows), pool.dimensions, block)
        for (offset, query) in rows.enumerated() {
          let line = UnsafeMutableBufferPointer(
            rebasing: block[(offset * poolRows.count)..<((offset + 1) * poolRows.count)])
          if similarity == .cosine {
            let scale = queries.inverseLengths[query]
            for index in line.indices { line[index] *= scale * pool.inverseLengths[poolStart + index] }
          }
          visit(query, poolStart, UnsafeBufferPointer(line), &partials[offset])
        }
      }
      return partials
    }.flatMap { $0 }
  }

  /// The score of one pair, computed apart from the blocks.
  func score(query: Int, pool row: Int) -> Float {
    let sum = MatrixBlock.dot(queries.block(query..<(query + 1)), pool.block(row..<(row + 1)))
    return similarity == .cosine ? Float(sum) * queries.inverseLengths[query] * pool.inverseLengths[row] : Float(sum)
  }

  /// Scores closer than this are equal: about ten times what single precision rounds off.
  func tolerance(query: Int, pool row: Int) -> Float {
    let lengths = queries.inverseLengths[query] * pool.inverseLengths[row]
    return similarity == .cosine ? 1e-6 : lengths > 0 ? 1e-6 / lengths : 0
  }
}
