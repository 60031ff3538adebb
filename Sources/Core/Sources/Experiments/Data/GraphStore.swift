public import Chemistry
internal import Files
public import Foundation

/// The graphs of a dataset's molecules in one memory-mapped file, made once; batches are read from it, so that memory
/// grows with the batch and not with the dataset.
///
/// Rows of one spelling share a graph, whose atoms are in the order of the canonical SMILES. The file is found by a digest
/// of the spellings in their order, of the features and of RDKit's version, so that other runs on the same molecules take
/// it as it is, whatever files they stand in.
///
/// | bytes | what (integers little-endian) |
/// |---|---|
/// | 0–7 | `ACMLGRF1` |
/// | 8–15 | number of graphs, 64 bits |
/// | 16–47 | the digest |
/// | 48–63 | zeros |
/// | 64… | the graphs, as `MolecularGraph.packed` |
/// | then | for each graph where it ends, counted from the file's first byte, 64 bits |
/// | last 4 | CRC-32 of all bytes before |
public final class GraphStore: Sendable {
  public let path: String
  /// How many graphs the file holds.
  public let count: Int
  /// Whether the file was made now.
  public let isNew: Bool
  /// The file's size in bytes.
  public var byteCount: Int { mapping.bytes.count }

  private let features: GraphFeatures
  private let mapping: MappedFile
  private let indexStart: Int
  /// For each row of the dataset the number of its graph; −1 for a placeholder.
  private let graphOfRow: [Int32]

  private static let magic = Array("ACMLGRF1".utf8)
  private static let headerBytes = 64
  private static let checksumBytes = 4

  /// Takes the graphs of a dataset from the store, or makes them on all threads and stores them.
  /// - Parameters:
  ///   - dataset: whose valid rows have a molecule.
  ///   - features: what the codes of atoms and bonds mean.
  ///   - root: the folder of stored embeddings, in which graphs have a folder of their own; `nil` for the user's own.
  ///   - progress: called between chunks with the number of graphs made; throwing from it ends the work.
  /// - Throws: `FileError`, and what `progress` throws.
  public init(
    _ dataset: Dataset, features: GraphFeatures, root: URL? = nil, progress: (Int) throws -> Void = { _ in }
  ) throws {
    var numberOf: [String: Int32] = [:]
    var first: [Int] = []
    var digest = SHA256()
    digest.update("\(features.rawValue) \(Molecule.rdkitVersion)\n".utf8)
    graphOfRow = dataset.rows.enumerated().map { index, row in
      guard row.isValid else { return -1 }
      if let number = numberOf[row.smiles] { return number }
      let number = Int32(first.count)
      numberOf[row.smiles] = number
      first.append(index)
      digest.update("\(row.smiles)\n".utf8)
      return number
    }
    let key = digest.finalize()
    let folder = (root ?? EmbeddingStore.defaultFolder()).appending(path: "graphs")
    let file = folder.appending(path: "\(key.description.prefix(32)).graphs")
    self.features = features
    path = file.path
    count = first.count
    if let found = try? MappedFile(file.path), let start = Self.indexStart(of: found.bytes, count: first.count, key) {
      (mapping, indexStart, isNew) = (found, start, false)
      return
    }
    try createFolder(folder)
    try Self.write(dataset, rows: first, features: features, key: key, to: file, progress: progress)
    mapping = try MappedFile(file.path)
    indexStart = mapping.bytes.count - Self.checksumBytes - 8 * first.count
    isNew = true
  }

  /// Whether a row has a graph.
  public func has(_ row: Int) -> Bool { graphOfRow[row] >= 0 }

  /// The graphs of some rows, all of which have one, as one batch.
  /// - Throws: `MoleculeError`.
  public func batch(_ rows: [Int]) throws(MoleculeError) -> GraphBatch {
    try GraphBatch(packed: mapping.bytes, at: rows.map { place(Int(graphOfRow[$0])) }, features: features)
  }

  private func place(_ graph: Int) -> Range<Int> {
    (graph <= 0 ? Self.headerBytes : end(graph - 1))..<(graph < 0 ? Self.headerBytes : end(graph))
  }

  /// The index was checked when the file was opened.
  private func end(_ graph: Int) -> Int {
    Int(UInt64(littleEndian: mapping.bytes.loadUnaligned(fromByteOffset: indexStart + 8 * graph, as: UInt64.self)))
  }

  /// Where the index of a whole and undamaged file begins; `nil` for any other.
  private static func indexStart(of bytes: UnsafeRawBufferPointer, count: Int, _ key: SHA256.Digest) -> Int? {
    let sumStart = bytes.count - checksumBytes
    let start = sumStart - 8 * count
    guard start >= headerBytes, bytes[..<48].elementsEqual(header(count, key)[..<48]),
      UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: sumStart, as: UInt32.self))
        == crc(UnsafeRawBufferPointer(rebasing: bytes[..<sumStart]))
    else { return nil }
    var last = UInt64(headerBytes)
    for place in stride(from: start, to: sumStart, by: 8) {
      let end = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: place, as: UInt64.self))
      guard end >= last, end <= UInt64(start) else { return nil }
      last = end
    }
    return start
  }

  private static func header(_ count: Int, _ key: SHA256.Digest) -> [UInt8] {
    var header = magic
    withUnsafeBytes(of: UInt64(count).littleEndian) { header += $0 }
    header += key.bytes
    return header + [UInt8](repeating: 0, count: headerBytes - header.count)
  }

  /// Graphs are made and written chunk by chunk, so that no more than one chunk of them is in memory.
  private static func write(
    _ dataset: Dataset, rows: [Int], features: GraphFeatures, key: SHA256.Digest, to file: URL,
    progress: (Int) throws -> Void
  ) throws {
    let writer = try AtomicFileWriter(file)
    var sum: UInt32 = 0
    func append(_ bytes: [UInt8]) throws {
      sum = bytes.withUnsafeBytes { crc($0, after: sum) }
      try writer.write(bytes)
    }
    try append(header(rows.count, key))
    var (index, end): ([UInt8], Int) = ([], headerBytes)
    for start in stride(from: 0, to: rows.count, by: chunk) {
      let part = Array(rows[start..<min(rows.count, start + chunk)])
      for packed in try dataset.map(part, { try $0.canonicalGraph(features: features).packed }) {
        guard let packed else { continue }
        try append(packed)
        end += packed.count
        withUnsafeBytes(of: UInt64(end).littleEndian) { index += $0 }
      }
      try progress(start + part.count)
    }
    try append(index)
    let checksum: [UInt8] = withUnsafeBytes(of: sum.littleEndian) { Array($0) }
    try writer.write(checksum)
    try writer.commit()
  }

  private static let chunk = 4096
}
