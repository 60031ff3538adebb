internal import ACML
internal import Chemistry
public import Foundation
internal import Files
internal import Tensors

/// Makes an index of a library: every molecule of some files once, with its embedding in each joint space of a run.
///
/// The files are streamed. Some thousands of records at a time are parsed on all threads, then encoded on all threads, and
/// what makes a block is written before more is read; so a process that is killed loses a block at most, and the same call
/// goes on behind the last one.
public struct IndexTask {
  public struct Options: Sendable {
    public var smilesColumn = "smiles"
    /// Bytes that molecules on their way and what tells molecules apart may take, beside the program and the run. At least
    /// 64 MB.
    public var memory = 1_000_000_000

    public init(smilesColumn: String = "smiles", memory: Int = 1_000_000_000) {
      self.smilesColumn = smilesColumn
      self.memory = memory
    }
  }

  /// What was made.
  public struct Report: Sendable, Codable, Equatable {
    public let run: String
    public let output: String
    public let molecules: Int
    /// Rows that could not be used; they stand in `rejected.csv`.
    public let rejected: Int
    /// Molecules that stood in the files before, by their canonical SMILES.
    public let duplicates: Int
    /// Bytes of the index on disk.
    public let bytes: Int
    /// How many molecules were encoded now, not before an interruption.
    public let encodedNow: Int
    public let seconds: Double
    /// Molecules a second, reading and writing included; 0 if none was encoded now.
    public let rate: Double
    /// Molecules a second while the graph encoder alone was at work.
    public let encoderRate: Double
    /// The most memory that the process has had, in bytes.
    public let peakMemory: Int
    /// The first rejected rows.
    public let firstRejected: [RejectedRow]
  }

  private let run: TrainedRun
  private let progress: any ProgressObserver

  public init(_ run: TrainedRun, progress: any ProgressObserver = SilentProgress()) {
    self.run = run
    self.progress = progress
  }

  /// Makes an index, goes on with one that was interrupted, or leaves alone one that is complete.
  /// - Parameters:
  ///   - files: CSV, TSV, SMI or SDF, each also gzipped.
  ///   - folder: a new or empty folder, or the index to go on with.
  ///   - options: the column of molecules, memory, and the like.
  /// - Throws: ``IndexError``, ``RunError/locked(path:process:)``, ``DataError``, `FileError`, ``Interrupted``.
  public func build(_ files: [URL], to folder: URL, options: Options = Options()) throws -> Report {
    let began = ContinuousClock.now
    // What can't be read or written to is told of before anything is made.
    for file in files { _ = try TableRecords(file, options: Dataset.Options(smilesColumn: options.smilesColumn)) }
    try refuseOther(folder)
    try createFolder(folder)
    let lock = try FolderLock(folder)
    defer { withExtendedLifetime(lock) {} }
    var manifest = try self.manifest(files, folder: folder, options: options)
    let earlier = try LibraryIndex.openBlocks(folder, manifest)
    if manifest.isComplete { return try report(manifest, folder, Work(), since: began) }

    var library = Library(
      folder: folder, pairs: manifest.pairs, memory: max(64_000_000, options.memory), blocks: earlier.count,
      progress: earlier.last?.progress ?? IndexBlock.Progress())
    for block in earlier {
      try library.know((0..<block.count).map { MoleculeKey(block.smiles($0)) })
    }
    if library.known > 0 { progress.message("going on behind \(library.known) molecules") }
    var work = Work()
    progress.begin("indexing", total: nil)
    while library.progress.files < files.count {
      try read(files[library.progress.files], into: &library, &work, options: options)
    }
    try library.writeBlock()
    let blocks = try LibraryIndex.openBlocks(folder, manifest)
    manifest.molecules = blocks.reduce(0) { $0 + $1.count }
    manifest.duplicates = library.progress.duplicates
    let rejections = try RejectionList(folder.appending(path: "rejected.csv"))
    for block in blocks {
      for row in try block.rejected {
        try rejections.append(row)
        manifest.rejected += 1
      }
    }
    if manifest.molecules == 0 {
      throw IndexError.noMolecules(files: files.map(\.relativePath), rejected: manifest.rejected)
    }
    try rejections.commit()
    manifest.isComplete = true
    try AtomicFileWriter.write(json(manifest), to: LibraryIndex.manifestFile(folder))
    progress.end(note: "\(manifest.molecules) molecules")
    return try report(manifest, folder, work, since: began)
  }

  /// The manifest of a new index, or that of the one to go on with.
  private func manifest(_ files: [URL], folder: URL, options: Options) throws -> LibraryIndex.Manifest {
    let own = LibraryIndex.Manifest(
      run: run.url.relativePath, model: run.modelDigest,
      pairs: zip(run.configuration.pairs, run.model.pairs).map {
        .init(
          modality: $0.modality, dimensions: $0.projection.dimensions,
          isNormalized: $1.objective.similarity == .cosine)
      },
      files: try files.map { .init(path: $0.relativePath, bytes: try size(of: $0)) },
      smilesColumn: options.smilesColumn)
    guard LibraryIndex.isIndex(folder) else {
      try refuseOther(folder)
      try AtomicFileWriter.write(json(own), to: LibraryIndex.manifestFile(folder))
      return own
    }
    let found = try LibraryIndex.readManifest(folder)
    guard found.model == own.model, found.pairs == own.pairs else {
      throw IndexError.otherModel(path: folder.relativePath, madeWith: found.run, run: run.url.relativePath)
    }
    guard found.files == own.files, found.smilesColumn == own.smilesColumn else {
      let describe = { (manifest: LibraryIndex.Manifest) in
        manifest.files.map { "\($0.path), \($0.bytes) bytes, column \(manifest.smilesColumn)" }
      }
      throw IndexError.otherFiles(
        path: folder.relativePath, found: describe(found), expected: describe(own))
    }
    return found
  }

  /// - Throws: ``IndexError/notEmpty(path:)`` for a folder that holds something else than an index.
  private func refuseOther(_ folder: URL) throws {
    guard exists(folder), !LibraryIndex.isIndex(folder) else { return }
    guard isFolder(folder) else { throw RunError.notAFolder(path: folder.relativePath) }
    if try entries(of: folder).contains(where: { $0 != ".lock" && !$0.hasPrefix(".index.json.tmp-") }) {
      throw IndexError.notEmpty(path: folder.relativePath)
    }
  }

  private func size(of file: URL) throws -> Int {
    var status = stat()
    guard stat(file.path, &status) == 0 else { throw FileError(path: file.relativePath, action: .open) }
    return Int(status.st_size)
  }

  // MARK: The way of the data

  /// Records that are parsed, then encoded, at once.
  private static let portion = 2048

  /// What has been done, for the report.
  private struct Work {
    var molecules = 0
    var encoding = Duration.zero
    let began = ContinuousClock.now
  }

  private func read(
    _ file: URL, into library: inout Library, _ work: inout Work, options: Options
  ) throws {
    var reading = Dataset.Options(smilesColumn: options.smilesColumn, onInvalid: .mark)
    reading.limits = run.configuration.data.limits.moleculeLimits
    let source = try TableRecords(file, options: reading)
    for _ in 0..<library.progress.records { _ = try source.next() }
    var isAtEnd = false
    while !isAtEnd {
      try Interruption.check()
      var records: [DatasetRecord] = []
      while records.count < Self.portion, !isAtEnd {
        if let record = try source.next() { records.append(record) } else { isAtEnd = true }
      }
      let parser = RecordParser(
        path: source.path, columns: source.columns, structure: source.structure, identity: nil, options: reading,
        cache: MoleculeCache())
      let features = run.configuration.graph.features
      let parsed = try inParallel(records, chunk: Self.portion) { Parsed($0, parser, features) }
      var graphs: [MolecularGraph] = []
      for item in parsed {
        switch item {
        case .rejected(let row): library.rejected.append(row)
        case .molecule(let molecule, let key, let graph):
          if try library.add(molecule, key) { graphs.append(graph) }
        }
      }
      if isAtEnd {
        library.progress.files += 1
        library.progress.records = 0
      } else {
        library.progress.records += records.count
      }
      try encode(graphs, into: &library, &work)
      if library.isBlockFull { try library.writeBlock() }
    }
  }

  private func encode(_ graphs: [MolecularGraph], into library: inout Library, _ work: inout Work) throws {
    guard !graphs.isEmpty else { return }
    let began = ContinuousClock.now
    let embeddings = try run.model.graphEncoder.encode(graphs) { _ in try Interruption.check() }
    for pair in library.pairs.indices {
      let joint = try run.jointGraphs(embeddings, pair: pair)
      let rows = run.comparable(joint, pair: pair)
      guard rows.isFinite else { throw DataError.invalidTable("The run gives embeddings that are not finite") }
      rows.withUnsafeValues { library.embeddings[pair] += $0 }
    }
    work.encoding += .now - began
    work.molecules += graphs.count
    progress.advance(
      to: library.known, note: "\(Int(Double(work.molecules) / (ContinuousClock.now - work.began).seconds)) a second")
  }

  private func report(
    _ manifest: LibraryIndex.Manifest, _ folder: URL, _ work: Work, since began: ContinuousClock.Instant
  ) throws -> Report {
    let seconds = (ContinuousClock.now - began).seconds
    let names = try entries(of: folder).filter { $0.hasSuffix(".acmlidx") }
    var rejected: [RejectedRow] = []
    for block in manifest.rejected > 0 ? try LibraryIndex.openBlocks(folder, manifest) : [] where rejected.count < 20 {
      rejected += try block.rejected.prefix(20 - rejected.count)
    }
    var usage = rusage()
    getrusage(Int32(RUSAGE_SELF.rawValue), &usage)
    return Report(
      run: run.url.relativePath, output: folder.relativePath, molecules: manifest.molecules,
      rejected: manifest.rejected, duplicates: manifest.duplicates,
      bytes: try names.reduce(0) { try $0 + size(of: folder.appending(path: $1)) }, encodedNow: work.molecules,
      seconds: seconds, rate: work.molecules > 0 ? Double(work.molecules) / seconds : 0,
      encoderRate: work.molecules > 0 ? Double(work.molecules) / work.encoding.seconds : 0,
      // Linux counts it in units of 1,024 bytes.
      peakMemory: Int(usage.ru_maxrss) * 1024, firstRejected: rejected)
  }
}

extension Duration {
  var seconds: Double { Double(components.seconds) + Double(components.attoseconds) * 1e-18 }
}

/// What a molecule is told by: 128 bits of the SHA-256 of its canonical SMILES. Two of a billion molecules share one with a
/// probability of 10⁻²¹.
struct MoleculeKey: Hashable, Sendable {
  private let words: SIMD2<UInt64>

  init(_ smiles: String) {
    let digest = SHA256.digest(of: smiles.utf8).words
    words = SIMD2(digest[0], digest[1])
  }
}

/// A record after all that can be done of it on a thread of its own.
private enum Parsed: Sendable {
  case rejected(RejectedRow)
  case molecule(IndexBlock.Molecule, MoleculeKey, MolecularGraph)

  init(_ record: DatasetRecord, _ parser: RecordParser, _ features: GraphFeatures) {
    let (row, fault) = parser.row(of: record)
    guard let molecule = row.molecule, let canonical = row.identity else {
      self = .rejected(
        fault ?? RejectedRow(file: row.file, line: row.line, column: nil, text: row.smiles, reason: "no molecule"))
      return
    }
    do {
      let name = row.values.first { !$0.isEmpty && $0.trimmingBlanks() != row.smiles } ?? ""
      self = .molecule(
        IndexBlock.Molecule(
          smiles: canonical, name: name.trimmingBlanks(), formula: try molecule.formula, mass: try molecule.exactMass),
        MoleculeKey(canonical), try molecule.canonicalGraph(features: features))
    } catch {
      self = .rejected(
        RejectedRow(file: row.file, line: row.line, column: nil, text: row.smiles, reason: "\(error)"))
    }
  }
}

/// An index in the making: what is known, and the block that is being filled.
private struct Library {
  let folder: URL
  let pairs: [LibraryIndex.Manifest.Pair]
  let memory: Int
  private(set) var blocks: Int
  var progress: IndexBlock.Progress
  private var keys: Set<MoleculeKey> = []
  private var molecules: [IndexBlock.Molecule] = []
  /// For each pair the rows of the block one after the other.
  var embeddings: [[Float]]
  var rejected: [RejectedRow] = []
  private let blockRows: Int

  /// A key in a set of Swift: 16 bytes, at a load of three eighths to three quarters, and the old table while it grows.
  private static let bytesPerKey = 64

  init(
    folder: URL, pairs: [LibraryIndex.Manifest.Pair], memory: Int, blocks: Int, progress: IndexBlock.Progress
  ) {
    self.folder = folder
    self.pairs = pairs
    self.memory = memory
    self.blocks = blocks
    self.progress = progress
    embeddings = pairs.map { _ in [] }
    // Floats, which may be doubled while they grow, codes, and texts; a quarter of the memory is theirs.
    let bytes = pairs.reduce(400) { $0 + 9 * $1.dimensions }
    blockRows = min(8192, max(1024, memory / 4 / bytes))
  }

  var known: Int { keys.count }

  mutating func know(_ earlier: [MoleculeKey]) throws {
    keys.formUnion(earlier)
    try checkMemory()
  }

  /// Takes a molecule in, unless it is known.
  mutating func add(_ molecule: IndexBlock.Molecule, _ key: MoleculeKey) throws -> Bool {
    guard keys.insert(key).inserted else {
      progress.duplicates += 1
      return false
    }
    molecules.append(molecule)
    try checkMemory()
    return true
  }

  private func checkMemory() throws {
    if keys.count * Self.bytesPerKey > memory / 2 {
      throw IndexError.outOfMemory(path: folder.relativePath, molecules: keys.count, memory: memory)
    }
  }

  var isBlockFull: Bool { molecules.count >= blockRows || rejected.count >= blockRows }

  /// Writes what there is since the last block.
  mutating func writeBlock() throws {
    if molecules.isEmpty, rejected.isEmpty { return }
    try IndexBlock.write(
      to: LibraryIndex.blockFile(folder, blocks), molecules: molecules,
      embeddings: zip(pairs, embeddings).map { ($0.dimensions, $1) }, rejected: rejected, progress: progress)
    blocks += 1
    molecules.removeAll(keepingCapacity: true)
    for pair in pairs.indices { embeddings[pair].removeAll(keepingCapacity: true) }
    rejected = []
  }
}
