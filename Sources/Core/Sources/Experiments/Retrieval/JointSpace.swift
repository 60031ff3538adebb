internal import ACML
internal import Tensors

/// Retrieval on tensors: the joint space of a pair.
enum JointSpace {
  /// As ``Retrieval/ranks(queries:queryIdentities:pool:poolIdentities:first:similarity:poolSizes:seed:progress:product:)``.
  static func ranks(
    queries: Tensor, queryIdentities: [String], pool: Tensor, poolIdentities: [String], first: Int? = nil,
    similarity: Similarity, poolSizes: [Int], seed: UInt64, progress: (Int) throws -> Void = { _ in }
  ) throws -> [Retrieval.Ranks] {
    try withTables(queries, pool) { queries, pool in
      try Retrieval.ranks(
        queries: queries, queryIdentities: queryIdentities, pool: pool, poolIdentities: poolIdentities,
        first: first, similarity: similarity, poolSizes: poolSizes, seed: seed, progress: progress,
        product: MatrixBlock.product)
    }
  }

  /// As ``Retrieval/topK(_:queries:pool:similarity:progress:)``.
  static func topK(
    _ k: Int, queries: Tensor, pool: Tensor, similarity: Similarity, progress: (Int) throws -> Void = { _ in }
  ) throws -> [[Retrieval.Neighbour]] {
    try withTables(queries, pool) { queries, pool in
      try Retrieval.topK(k, queries: queries, pool: pool, similarity: similarity, progress: progress)
    }
  }

  private static func withTables<Result>(
    _ queries: Tensor, _ pool: Tensor, _ body: (EmbeddingTable, EmbeddingTable) throws -> Result
  ) throws -> Result {
    try queries.withUnsafeValues { queryValues in
      try pool.withUnsafeValues { poolValues in
        try body(
          EmbeddingTable(queryValues, dimensions: queries.columns, name: "queries"),
          EmbeddingTable(poolValues, dimensions: pool.columns, name: "pool"))
      }
    }
  }
}
