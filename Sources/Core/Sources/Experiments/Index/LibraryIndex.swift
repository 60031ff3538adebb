public import Foundation
internal import ACML
internal import Files
internal import Tensors

/// A library of molecules with their embeddings in the joint space of every pair of a run, memory-mapped.
///
/// | entry of the folder | what |
/// |---|---|
/// | `index.json` | ``Manifest``: the run and its weights, the pairs, the files, whether it is complete |
/// | `block-NNNNNN.acmlidx` | molecules and embeddings, a file each some thousands |
/// | `rejected.csv` | rows that could not be used, once it is complete |
/// | `hnsw-MODALITY.bin`, `.json` | the graph of an approximate search, once it was asked for |
public final class LibraryIndex: Sendable {
  /// What `index.json` says.
  public struct Manifest: Sendable, Codable, Equatable {
    public static let currentFormat = 1

    /// A pair of the run.
    public struct Pair: Sendable, Codable, Equatable {
      public let modality: String
      public let dimensions: Int
      /// Whether rows have length 1, as they do where the cosine compares them.
      public let isNormalized: Bool
    }

    /// A file that molecules were read from.
    public struct File: Sendable, Codable, Equatable {
      public let path: String
      public let bytes: Int
    }

    public var format = Self.currentFormat
    /// The run as it was named.
    public let run: String
    /// Digest of the weights and of all else that determines an embedding.
    public let model: String
    public let pairs: [Pair]
    public let files: [File]
    public let smilesColumn: String
    public var isComplete = false
    /// Figures of the complete index.
    public var molecules = 0
    public var rejected = 0
    public var duplicates = 0
  }

  /// A molecule of the index.
  public struct Entry: Sendable, Equatable {
    /// Canonical.
    public let smiles: String
    /// The first column of its source that isn't the structure; may be empty.
    public let name: String
    public let formula: String
    /// In daltons.
    public let exactMass: Double
  }

  public let folder: URL
  public let manifest: Manifest
  /// How many molecules there are.
  public let count: Int
  let blocks: [IndexBlock]
  /// The row of the index that each block starts with.
  let starts: [Int]

  /// Whether a folder holds an index, complete or not.
  public static func isIndex(_ folder: URL) -> Bool { exists(manifestFile(folder)) }

  static func manifestFile(_ folder: URL) -> URL { folder.appending(path: "index.json") }

  /// Maps a complete index.
  /// - Throws: ``IndexError``, `FileError`.
  public convenience init(_ folder: URL) throws {
    let manifest = try Self.readManifest(folder)
    let blocks = try Self.openBlocks(folder, manifest)
    let count = blocks.reduce(0) { $0 + $1.count }
    guard manifest.isComplete else { throw IndexError.unfinished(path: folder.relativePath, molecules: count) }
    guard count == manifest.molecules else {
      throw IndexError.damaged(path: folder.relativePath, reason: "a block is missing")
    }
    self.init(folder: folder, manifest: manifest, blocks: blocks)
  }

  init(folder: URL, manifest: Manifest, blocks: [IndexBlock]) {
    self.folder = folder
    self.manifest = manifest
    self.blocks = blocks.filter { $0.count > 0 }
    var starts: [Int] = []
    var start = 0
    for block in self.blocks {
      starts.append(start)
      start += block.count
    }
    self.starts = starts
    count = start
  }

  static func readManifest(_ folder: URL) throws -> Manifest {
    guard isIndex(folder) else { throw IndexError.notAnIndex(path: folder.relativePath) }
    struct Format: Decodable { let format: Int }
    let found: Format = try decode(manifestFile(folder))
    if found.format > Manifest.currentFormat {
      throw IndexError.newerFormat(
        path: folder.relativePath, found: found.format, known: Manifest.currentFormat)
    }
    let manifest: Manifest = try decode(manifestFile(folder))
    guard manifest.pairs.allSatisfy({ (1...1 << 20).contains($0.dimensions) }) else {
      throw IndexError.damaged(path: folder.relativePath, reason: "a pair has no dimensions")
    }
    return manifest
  }

  static func blockFile(_ folder: URL, _ number: Int) -> URL {
    let digits = String(number)
    return folder.appending(path: "block-\(String(repeating: "0", count: max(0, 6 - digits.count)))\(digits).acmlidx")
  }

  /// The blocks that there are, in order.
  static func openBlocks(_ folder: URL, _ manifest: Manifest) throws -> [IndexBlock] {
    var count = 0
    while exists(blockFile(folder, count)) { count += 1 }
    return try inParallel(Array(0..<count), grain: 1) {
      try IndexBlock(blockFile(folder, $0), dimensions: manifest.pairs.map(\.dimensions))
    }
  }

  /// The position of a modality among the pairs.
  func pair(_ modality: String) throws -> Int {
    guard let index = manifest.pairs.firstIndex(where: { $0.modality == modality }) else {
      throw IndexError.damaged(path: folder.relativePath, reason: "it has no embeddings of \(modality)")
    }
    return index
  }

  /// - Parameter row: from 0 to ``count`` − 1.
  public func entry(_ row: Int) -> Entry {
    let (block, row) = place(row)
    return Entry(
      smiles: block.smiles(row), name: block.name(row), formula: block.formula(number: block.formulaNumber(row)),
      exactMass: block.mass(row))
  }

  /// The block of a row and the row in it.
  func place(_ row: Int) -> (block: IndexBlock, row: Int) {
    var (low, high) = (0, starts.count)
    while high - low > 1 {
      let middle = (low + high) / 2
      if starts[middle] <= row { low = middle } else { high = middle }
    }
    return (blocks[low], row - starts[low])
  }

  /// The rows that pass a filter, ascending.
  func rows(passing filter: MoleculeFilter) throws -> [Int] {
    try inParallel(Array(blocks.indices), grain: 1) { number -> [Int] in
      let block = self.blocks[number]
      // Molecules of one formula share the verdict.
      let allowed = (0..<block.formulaCount).map { filter.allows(formula: block.formula(number: $0)) }
      return (0..<block.count).filter { row in
        filter.allows(mass: block.mass(row)) && allowed[block.formulaNumber(row)]
      }.map { self.starts[number] + $0 }
    }.flatMap { $0 }
  }
}

extension TrainedRun {
  /// Digest of all that determines where a molecule lies in the joint spaces.
  var modelDigest: String {
    var digest = Digest()
    digest.add("molecule index 1: \(configuration.graph.encoder) \(configuration.graph.features)")
    for (modality, pair) in zip(modalities, model.pairs) {
      digest.add("\(modality) \(pair.objective.similarity.rawValue)")
    }
    digest.add(model)
    return digest.text
  }

  /// Maps an index and makes sure that it is this run's.
  /// - Throws: ``IndexError``, `FileError`.
  func index(_ folder: URL) throws -> LibraryIndex {
    let index = try LibraryIndex(folder)
    guard index.manifest.model == modelDigest else {
      throw IndexError.otherModel(
        path: folder.relativePath, madeWith: index.manifest.run, run: url.relativePath)
    }
    return index
  }
}
