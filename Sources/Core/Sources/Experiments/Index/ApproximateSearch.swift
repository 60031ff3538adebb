internal import CHNSW
internal import Files
internal import Foundation
internal import Tensors

/// A graph of neighbours over one pair of an index, for searches that look at a small part of the rows: hierarchical
/// navigable small worlds (Malkov & Yashunin, IEEE TPAMI 42, 824, 2020), by hnswlib.
///
/// It is built on first use and kept beside the index. It holds the numbers of rows alone and reads the embeddings where
/// they lie, so that a molecule takes some 150 bytes for its links, whatever the dimensions. Rows are added by several
/// threads, so that two graphs of one index may differ; what a search leaves out is measured against exact search.
final class ApproximateSearch {
  /// What is stored beside the graph.
  private struct Record: Codable, Equatable {
    let format: Int
    let model: String
    let molecules: Int
    let links: Int
    let breadth: Int
    let bytes: Int
    let checksum: UInt32
  }

  // Owned by this object alone.
  private let graph: OpaquePointer
  private let index: LibraryIndex

  /// M and efConstruction of the paper: what hnswlib itself takes, and half of it, which loses little recall.
  private static let links = 16
  private static let breadth = 100

  /// Opens the graph of a pair, or makes it.
  /// - Throws: ``IndexError/approximate(path:reason:)``, `FileError`.
  init(_ index: LibraryIndex, pair: Int, progress: any ProgressObserver) throws {
    self.index = index
    let modality = index.manifest.pairs[pair].modality
    let file = index.folder.appending(path: "hnsw-\(modality).bin")
    let record = index.folder.appending(path: "hnsw-\(modality).json")
    let dimensions = index.manifest.pairs[pair].dimensions
    let starts: [UnsafePointer<Float>] = index.blocks.flatMap { block -> [UnsafePointer<Float>] in
      guard let base = block.embeddings(pair).baseAddress else { return [] }
      return (0..<block.count).map { base + $0 * dimensions }
    }
    func checked<Value>(_ body: (UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> Value?) throws -> Value {
      var message: UnsafeMutablePointer<CChar>?
      let value = body(&message)
      defer { chnsw_free_text(message) }
      if let value { return value }
      throw IndexError.approximate(
        path: file.relativePath, reason: message.map { String(cString: $0) } ?? "memory ran out")
    }

    if exists(file), exists(record) {
      let found: Record = try decode(record)
      guard found == (try Self.record(index, file)) else {
        throw IndexError.approximate(path: file.relativePath, reason: "it is damaged, or that of another index")
      }
      graph = try checked { chnsw_open(file.path, starts, starts.count, dimensions, $0) }
      return
    }
    let graph = try checked {
      chnsw_create(starts, starts.count, dimensions, Self.links, Self.breadth, 1, $0)
    }
    self.graph = graph
    progress.begin("building the graph of neighbours of \(modality)", total: starts.count)
    nonisolated(unsafe) let building = graph
    for start in stride(from: 0, to: starts.count, by: 4096) {
      try Interruption.check()
      _ = try inParallel(Array(start..<min(starts.count, start + 4096)), chunk: 4096) { row in
        var message: UnsafeMutablePointer<CChar>?
        defer { chnsw_free_text(message) }
        if chnsw_add(building, row, &message) == 0 {
          throw IndexError.approximate(
            path: file.relativePath, reason: message.map { String(cString: $0) } ?? "memory ran out")
        }
      }
      progress.advance(to: min(starts.count, start + 4096), note: nil)
    }
    let temporary = index.folder.appending(path: ".\(file.lastPathComponent).tmp-\(uniqueSuffix())")
    defer { unlink(temporary.path) }
    try checked { chnsw_save(graph, temporary.path, $0) == 0 ? nil : () }
    try synchronize(temporary.path)
    let saved = try Self.record(index, temporary)
    guard rename(temporary.path, file.path) == 0 else { throw FileError(path: file.path, action: .rename) }
    try AtomicFileWriter.write(json(saved), to: record)
    progress.end(note: saved.bytes.formattedBytes)
  }

  deinit { chnsw_release(graph) }

  private static func record(_ index: LibraryIndex, _ file: URL) throws -> Record {
    let bytes = try MappedFile(file.path)
    return Record(
      format: 1, model: index.manifest.model, molecules: index.count, links: links, breadth: breadth,
      bytes: bytes.bytes.count, checksum: crc(bytes.bytes))
  }

  /// How many candidates to keep on the way to `k`.
  static func customaryBreadth(_ k: Int) -> Int { max(128, 2 * k) }

  /// About the `k` best rows for each query, best first, with their exact scores.
  /// - Parameters:
  ///   - queries: shape `[queries, dimensions]`, of length 1 where the pair's rows are.
  ///   - breadth: how many candidates are kept on the way; more find more.
  func nearest(_ k: Int, to queries: Tensor, pair: Int, breadth: Int) throws -> [[Retrieval.Neighbour]] {
    let k = min(k, index.count)
    var rows = [Int](repeating: 0, count: k)
    return try queries.withUnsafeValues { values in
      try (0..<queries.rows).map { number in
        try Interruption.check()
        let query = UnsafeBufferPointer(rebasing: values[(number * queries.columns)..<((number + 1) * queries.columns)])
        guard let start = query.baseAddress else { return [] }
        var message: UnsafeMutablePointer<CChar>?
        defer { chnsw_free_text(message) }
        let count = chnsw_search(graph, start, k, breadth, &rows, &message)
        guard (0...k).contains(count), rows[..<max(0, count)].allSatisfy({ (0..<index.count).contains($0) }) else {
          throw IndexError.approximate(
            path: index.folder.relativePath,
            reason: message.map { String(cString: $0) } ?? "it names rows that aren't there")
        }
        return rows[..<count].map { row in
          let (block, place) = index.place(row)
          let values = block.embeddings(pair)[(place * query.count)..<((place + 1) * query.count)]
          return Retrieval.Neighbour(
            row: row, score: Float(MatrixBlock.dot(query, UnsafeBufferPointer(rebasing: values))))
        }
      }
    }
  }
}
