internal import ACML
internal import Chemistry
public import Foundation
internal import Tensors

/// Cross-modality retrieval with a trained run.
public struct RetrievalTask {
  public enum Direction: String, Sendable, CaseIterable {
    /// Given a spectrum, a SMILES or a picture: which molecule?
    case modalityToGraph = "modality-to-graph"
    /// Given a molecule: which spectrum, SMILES or picture?
    case graphToModality = "graph-to-modality"
    case both

    var parts: [Direction] { self == .both ? [.modalityToGraph, .graphToModality] : [self] }
  }

  /// How an evaluation is to go.
  public struct Options: Sendable {
    /// Further molecules in the pool, a file or an index; those that are asked for are left out of it.
    public var pool: URL?
    /// A labelled file from outside that is asked for instead of a part of the run.
    public var data: URL?
    /// Only molecules that pass are asked for and compete.
    public var filter = MoleculeFilter()
    /// Only molecules near the mass of the one that is asked for compete.
    public var tolerance: MassTolerance?
    /// Whether approximate search in the index is tried too.
    public var approximate = false
    public var smilesColumn = "smiles"
    /// Pool sizes; empty for 100, 1,000, 10,000 … as far as the pool goes, and the whole of it.
    public var sizes: [Int] = []
    public var ks = [1, 5, 10, 100]
    public var direction = Direction.both
    /// `nil` for all pairs of the run.
    public var modality: String?
    /// The part that is asked for.
    public var part = Part.test
    /// Whether all samples of a compound ask, or only its first.
    public var eachSample = false
    public init() {}
  }

  /// The figures of one pair in one direction.
  public struct Result: Sendable, Codable, Equatable {
    public let modality: String
    public let direction: String
    /// One for each pool size.
    public let pools: [Retrieval.Metrics]
  }

  /// What an evaluation gives.
  public struct Report: Sendable, Codable, Equatable {
    public let run: String
    /// What was asked for: a part of the run, or a file.
    public let part: String
    public let queries: Int
    public let poolMolecules: Int
    /// Molecules of a file from outside that were left out, since the run has learned from them.
    public let learnedFrom: Int
    public let results: [Result]
    /// How approximate search does, for each pair; empty unless asked for.
    public let approximations: [Approximation]
    public let rejectedRows: [RejectedRow]
  }

  /// Approximate search in an index beside exact search, for the molecules of the index alone.
  public struct Approximation: Sendable, Codable, Equatable {
    public let modality: String
    public let k: Int
    public let queries: Int
    /// The share of the `k` best molecules that approximate search finds too.
    public let recall: Double
    /// Seconds a query, one query after the other on all threads in exact search, on one in approximate.
    public let exactSeconds: Double
    public let approximateSeconds: Double
  }

  let run: TrainedRun
  let store: URL?
  let progress: any ProgressObserver

  public init(_ run: TrainedRun, store: URL? = nil, progress: any ProgressObserver = SilentProgress()) {
    self.run = run
    self.store = store
    self.progress = progress
  }

  // MARK: Evaluation

  /// Ranks of the held-out molecules in pools of several sizes.
  ///
  /// The pool holds each molecule of the set once, whether it has a sample in a pair's modality or not, and after them
  /// those of the file or the index. Where a molecule asks for its sample, the pool is that of the set's samples, and of a
  /// file's molecules if samples can be made of them.
  public func evaluate(_ options: Options) throws -> Report {
    let asked = try options.modality.map { [try run.pair($0)] } ?? Array(run.modalities.indices)
    let index = try options.pool.flatMap { LibraryIndex.isIndex($0) || isFolder($0) ? try run.index($0) : nil }
    if options.approximate, index == nil {
      throw TrainingError.unsuitable("approximate search needs an index as --pool; make one with `acml index`")
    }
    let set = try
      (options.data.map {
        try EvaluationSet(run, data: $0, pairs: asked, smilesColumn: options.smilesColumn, progress: progress)
      } ?? EvaluationSet(run, part: options.part, pairs: asked)).filtered(options.filter)
    if set.molecules.count < 2 {
      throw TrainingError.tooFew(what: "molecules in \(set.title)", found: set.molecules.count, needed: 2)
    }
    let file =
      index == nil ? try options.pool.map { try molecules($0, smilesColumn: options.smilesColumn).samples } : nil
    let pool = try RetrievalPool(
      run, own: set.molecules, file: file ?? [], index: index, filter: options.filter, progress: progress)
    let sizes = try Self.sizes(options.sizes, pool: pool.count)
    let masses = try options.tolerance.map { _ in try pool.masses() }
    var results: [Result] = []
    var approximations: [Approximation] = []
    for pair in set.pairs {
      let joint = try pool.joint(run, pair: pair)
      let asking = set.samples(pair, each: options.eachSample)
      let isFilled = options.direction != .modalityToGraph && !run.isMeasured(pair)
      let answering = isFilled ? asking + pool.others : asking
      let encoded = try run.jointSamples(answering, pair: pair, store: store, progress: progress)
      // What could not be encoded is in neither side, so that both directions ask for the same molecules.
      let known = encoded.samples.indices.filter { encoded.samples[$0] < asking.count }
      if known.count < 2 {
        throw TrainingError.tooFew(
          what: "samples of \(run.modalities[pair]) in \(set.title)", found: known.count, needed: 2)
      }
      let side = Side(
        pair: pair, joint: joint, samples: encoded.embeddings, identities: encoded.samples.map { answering[$0].identity },
        asked: known, masses: masses)
      for direction in options.direction.parts {
        progress.begin("ranking \(run.modalities[pair]) \(direction.rawValue)", total: known.count)
        let ranks =
          direction == .modalityToGraph
          ? try ranksOfMolecules(side, pool, sizes: sizes, tolerance: options.tolerance)
          : try ranksOfSamples(side, pool, sizes: sizes)
        progress.end(note: nil)
        results.append(
          Result(
            modality: run.modalities[pair], direction: direction.rawValue,
            pools: ranks.map { $0.metrics(ks: options.ks, seed: seed) }))
      }
      if options.approximate, let index {
        let queries = try encoded.embeddings.gather(known.prefix(1000).map(Int32.init))
        approximations += try approximate(queries, index, pair: pair, ks: options.ks)
      }
    }
    return Report(
      run: run.url.relativePath, part: set.name, queries: set.molecules.count, poolMolecules: pool.count,
      learnedFrom: set.learnedFrom, results: results, approximations: approximations, rejectedRows: set.rejected)
  }

  private var seed: UInt64 { UInt64(run.configuration.seed) }

  /// Both sides of a pair, encoded.
  private struct Side {
    let pair: Int
    /// The pool's own molecules and those of a file.
    let joint: Tensor
    let samples: Tensor
    /// Which compound each sample shows.
    let identities: [String]
    /// The samples of the set; the others only answer.
    let asked: [Int]
    /// Of all molecules of the pool, if they matter.
    let masses: [Double]?
  }

  private func report(_ done: Int) throws {
    try Interruption.check()
    progress.advance(to: done, note: nil)
  }

  /// Each sample asks for its molecule.
  private func ranksOfMolecules(
    _ side: Side, _ pool: RetrievalPool, sizes: [Int], tolerance: MassTolerance?
  ) throws -> [Retrieval.Ranks] {
    let rowOf = Dictionary(zip(pool.own.map(\.identity), pool.own.indices)) { first, _ in first }
    let asked = side.asked.filter { rowOf[side.identities[$0]] != nil }
    let targets = asked.compactMap { rowOf[side.identities[$0]] }
    var competitors = Retrieval.Competitors(first: pool.own.count, leftOut: pool.leftOut)
    if let masses = side.masses, let tolerance {
      competitors.window = Retrieval.MassWindow(
        queries: targets.map { masses[$0] }, pool: masses, tolerance: tolerance)
    }
    let queries = try side.samples.gather(asked.map(Int32.init))
    return try queries.withUnsafeValues { values in
      try pool.withTable(side.joint, run, pair: side.pair) { table in
        try Retrieval.ranks(
          queries: EmbeddingTable(values, dimensions: queries.columns, name: "queries"), targets: targets.map { [$0] },
          pool: table, competitors: competitors, similarity: run.similarity(side.pair), poolSizes: sizes, seed: seed,
          progress: report, product: MatrixBlock.product)
      }
    }
  }

  /// Each molecule asks for its samples.
  private func ranksOfSamples(_ side: Side, _ pool: RetrievalPool, sizes: [Int]) throws -> [Retrieval.Ranks] {
    let rowOf = Dictionary(zip(pool.own.map(\.identity), pool.own.indices)) { first, _ in first }
    var seen: Set<String> = []
    let molecules = side.asked.map { side.identities[$0] }.filter { seen.insert($0).inserted }
    return try JointSpace.ranks(
      queries: side.joint.gather(molecules.compactMap { rowOf[$0].map(Int32.init) }), queryIdentities: molecules,
      pool: side.samples, poolIdentities: side.identities, first: side.asked.count,
      similarity: run.similarity(side.pair), poolSizes: Self.fitting(sizes, pool: side.identities.count), seed: seed,
      progress: report)
  }

  /// Recall of approximate search, for each `k`.
  private func approximate(
    _ queries: Tensor, _ index: LibraryIndex, pair: Int, ks: [Int]
  ) throws -> [Approximation] {
    let queries = run.comparable(queries, pair: pair)
    let (place, most) = (try index.pair(run.modalities[pair]), min(ks.max() ?? 1, index.count))
    let graph = try ApproximateSearch(index, pair: place, progress: progress)
    progress.begin("comparing approximate with exact search", total: queries.rows)
    let clock = ContinuousClock()
    var (exact, found): ([[Retrieval.Neighbour]], [[Retrieval.Neighbour]]) = ([], [])
    let exactTime = try clock.measure {
      exact = try index.nearest(most, to: queries, pair: place, progress: report)
    }
    let time = try clock.measure {
      found = try graph.nearest(
        most, to: queries, pair: place, breadth: ApproximateSearch.customaryBreadth(most))
    }
    progress.end(note: nil)
    return ks.map { k in
      let k = min(k, most)
      return Approximation(
        modality: run.modalities[pair], k: k, queries: queries.rows, recall: Retrieval.recall(k, of: found, in: exact),
        exactSeconds: exactTime.seconds / Double(queries.rows), approximateSeconds: time.seconds / Double(queries.rows))
    }
  }

  /// The sizes that a smaller pool has, and the whole of it where it has fewer than was asked for.
  private static func fitting(_ sizes: [Int], pool: Int) -> [Int] {
    let fitting = sizes.filter { $0 <= pool }
    return fitting.count == sizes.count ? sizes : fitting.filter { $0 < pool } + [pool]
  }

  static func sizes(_ asked: [Int], pool: Int) throws -> [Int] {
    if let bad = asked.first(where: { $0 < 2 || $0 > pool }) {
      throw TrainingError.unsuitable(
        "a pool of \(bad) was asked for, but there are \(pool) molecules; 2 to \(pool) would do")
    }
    if !asked.isEmpty { return asked }
    return [100, 1000, 10_000, 100_000, 1_000_000].filter { $0 < pool } + [pool]
  }
}

extension SavedSplit {
  /// The molecules of a part, each once; of all parts for `nil`.
  func samples(of part: Part?) throws -> [Sample] {
    var seen: Set<String> = []
    let chosen = entries.filter { (part == nil || $0.part == part) && seen.insert($0.identity).inserted }
    return try inParallel(chosen) {
      Sample(identity: $0.identity, smiles: $0.smiles, molecule: try Molecule(smiles: $0.smiles))
    }
  }
}
