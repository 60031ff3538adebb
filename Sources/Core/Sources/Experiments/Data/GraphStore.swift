public import Chemistry
internal import Files
public import Foundation

/// The graphs of a dataset's molecules in one memory-mapped file, made once; batches are read from it, so that memory
/// grows with the batch and not with the dataset.
///
/// Rows of one spelling share a graph, whose atoms are in the order of the canonical SMILES. The file is found by a digest
/// of the spellings in their order, of the features and of RDKit's version, so that other runs on the same molecules take
/// it as it is, whatever files they stand in.
public final class GraphStore: Sendable {
  /// When a file that isn't there is made.
  public enum Making: Sendable {
    /// On all threads, before anything else.
    case first
    /// On a thread of its own that takes what time the others leave. Batches that are asked for meanwhile are made from
    /// their molecules, and are the same.
    case beside
  }

  public let path: String
  /// How many graphs the file holds.
  public let count: Int
  /// Whether the file was not there, or was damaged.
  public let isNew: Bool

  private let dataset: Dataset
  private let features: GraphFeatures
  /// For each row of the dataset the number of its graph; −1 for a placeholder.
  private let graphOfRow: [Int32]
  private let file: File

  private enum File {
    case stored(GraphFile)
    case making(BackgroundWork<GraphFile>)
  }

  /// Takes the graphs of a dataset from the store, or makes and stores them.
  /// - Parameters:
  ///   - dataset: whose valid rows have a molecule.
  ///   - features: what the codes of atoms and bonds mean.
  ///   - root: the folder of stored embeddings, in which graphs have a folder of their own; `nil` for the user's own.
  ///   - making: when they are made.
  ///   - progress: called between chunks with the number of graphs made ``Making/first``; throwing from it ends the work.
  /// - Throws: `FileError`, and what `progress` throws.
  public init(
    _ dataset: Dataset, features: GraphFeatures, root: URL? = nil, making: Making = .first,
    progress: (Int) throws -> Void = { _ in }
  ) throws {
    var numberOf: [String: Int32] = [:]
    var rows: [Int] = []
    var digest = SHA256()
    digest.update("\(features.rawValue) \(Molecule.rdkitVersion)\n".utf8)
    graphOfRow = dataset.rows.enumerated().map { index, row in
      guard row.isValid else { return -1 }
      if let number = numberOf[row.smiles] { return number }
      let number = Int32(rows.count)
      numberOf[row.smiles] = number
      rows.append(index)
      digest.update("\(row.smiles)\n".utf8)
      return number
    }
    let (key, firstRows) = (digest.finalize(), rows)
    let url = (root ?? EmbeddingStore.defaultFolder())
      .appending(path: "graphs").appending(path: "\(key.description.prefix(32)).graphs")
    self.dataset = dataset
    self.features = features
    path = url.path
    count = rows.count
    if let found = GraphFile(path, count: count, digest: key) {
      (file, isNew) = (.stored(found), false)
      return
    }
    isNew = true
    let write = { @Sendable (chunk: Int, graphs: (Range<Int>) throws -> [[UInt8]]) throws -> GraphFile in
      try GraphFile.write(to: url, count: firstRows.count, chunk: chunk, digest: key, graphs: graphs)
      guard let written = GraphFile(url.path, count: firstRows.count, digest: key) else {
        throw FileError(path: url.path, action: .read, reason: "it isn't what was written")
      }
      return written
    }
    let packed = { @Sendable (molecule: Molecule) throws in try molecule.canonicalGraph(features: features).packed }
    switch making {
    case .first:
      file = .stored(
        try write(4096) { part in
          let graphs = try dataset.map(Array(firstRows[part]), packed).compactMap(\.self)
          try progress(part.upperBound)
          return graphs
        })
    case .beside:
      file = .making(
        BackgroundWork(name: "acml-graphs") { checkCancellation in
          // Small chunks, so that the work can be cancelled soon.
          try write(64) { part in
            try checkCancellation()
            return try firstRows[part].compactMap { try dataset.molecule(at: $0).map(packed) }
          }
        })
    }
  }

  deinit { if case .making(let work) = file { work.cancel() } }

  /// The file's size in bytes; 0 while it is made.
  public var byteCount: Int { stored?.bytes.count ?? 0 }

  private var stored: GraphFile? {
    switch file {
    case .stored(let file): file
    case .making(let work): try? work.outcome?.get()
    }
  }

  /// Waits until the file is there. Batches can be had without, whether it can be written or not.
  /// - Throws: `FileError` and what reading a molecule throws, where it could not be made.
  public func finish() throws { if case .making(let work) = file { _ = try work.wait() } }

  /// Whether a row has a graph.
  public func has(_ row: Int) -> Bool { graphOfRow[row] >= 0 }

  /// The graphs of some rows, all of which have one, as one batch.
  /// - Throws: `MoleculeError`.
  public func batch(_ rows: [Int]) throws -> GraphBatch {
    guard let stored else {
      let features = features
      return try GraphBatch(dataset.map(rows) { try $0.canonicalGraph(features: features) }.compactMap(\.self))
    }
    let places = rows.map { row in has(row) ? stored.place(Int(graphOfRow[row])) : 0..<0 }
    return try GraphBatch(packed: stored.bytes, at: places, features: features)
  }
}
