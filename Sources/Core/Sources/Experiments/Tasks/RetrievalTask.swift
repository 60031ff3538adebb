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
    /// A file of further molecules in the pool; those of the test part are left out of it.
    public var pool: URL?
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
    public let part: String
    public let queries: Int
    public let poolMolecules: Int
    public let results: [Result]
  }

  private let run: TrainedRun
  private let store: URL?
  private let progress: any ProgressObserver

  public init(_ run: TrainedRun, store: URL? = nil, progress: any ProgressObserver = SilentProgress()) {
    self.run = run
    self.store = store
    self.progress = progress
  }

  // MARK: Evaluation

  /// Ranks of the held-out molecules in pools of several sizes.
  ///
  /// The pool holds each molecule of the part once, whether it has a sample in a pair's modality or not, and after them
  /// those of the file. Measured samples can't be made of the file's molecules: where a molecule asks for its sample, the
  /// pool is that of the part's samples.
  public func evaluate(_ options: Options) throws -> Report {
    let own = try run.molecules(of: options.part)
    if own.count < 2 {
      throw TrainingError.tooFew(what: "molecules in the \(options.part.rawValue) part", found: own.count, needed: 2)
    }
    let known = Set(own.map(\.identity))
    let others = try options.pool.map { file in
      try molecules(file, smilesColumn: options.smilesColumn).samples.filter { !known.contains($0.identity) }
    }
    let pool = own + (others ?? [])
    let sizes = try Self.sizes(options.sizes, pool: pool.count)
    let graphs = try run.graphEmbeddings(pool.map { try $0.molecule }, progress: progress)
    let rowOf = Dictionary(zip(pool.map(\.identity), pool.indices)) { first, _ in first }
    var results: [Result] = []
    for pair in try options.modality.map({ [try run.pair($0)] }) ?? Array(run.modalities.indices) {
      let joint = try run.jointGraphs(graphs, pair: pair)
      let asking = try run.samples(of: options.part, pair: pair, each: options.eachSample)
      let isFilled = options.direction != .modalityToGraph && !run.isMeasured(pair)
      let answering = isFilled ? asking + pool[own.count...] : asking
      let encoded = try run.jointSamples(answering, pair: pair, store: store, progress: progress)
      let identities = encoded.samples.map { answering[$0].identity }
      // What could not be encoded is in neither side, so that both directions ask for the same molecules.
      let asked = encoded.samples.indices.filter { encoded.samples[$0] < asking.count }
      if asked.count < 2 {
        throw TrainingError.tooFew(
          what: "samples of \(run.modalities[pair]) in the \(options.part.rawValue) part", found: asked.count, needed: 2
        )
      }
      for direction in options.direction.parts {
        progress.begin("ranking \(run.modalities[pair]) \(direction.rawValue)", total: asked.count)
        let seed = UInt64(run.configuration.seed)
        let ranks: [Retrieval.Ranks]
        let report = { (done: Int) in
          try Interruption.check()
          progress.advance(to: done, note: nil)
        }
        if direction == .modalityToGraph {
          ranks = try JointSpace.ranks(
            queries: encoded.embeddings.gather(asked.map(Int32.init)), queryIdentities: asked.map { identities[$0] },
            pool: joint, poolIdentities: pool.map(\.identity), first: own.count,
            similarity: run.model.pairs[pair].objective.similarity, poolSizes: sizes, seed: seed, progress: report)
        } else {
          var seen: Set<String> = []
          let molecules = asked.map { identities[$0] }.filter { seen.insert($0).inserted }
          ranks = try JointSpace.ranks(
            queries: joint.gather(molecules.compactMap { rowOf[$0].map(Int32.init) }), queryIdentities: molecules,
            pool: encoded.embeddings, poolIdentities: identities, first: asked.count,
            similarity: run.model.pairs[pair].objective.similarity,
            poolSizes: Self.fitting(sizes, pool: identities.count), seed: seed, progress: report)
        }
        progress.end(note: nil)
        results.append(
          Result(
            modality: run.modalities[pair], direction: direction.rawValue,
            pools: ranks.map { $0.metrics(ks: options.ks, seed: seed) }))
      }
    }
    return Report(
      run: run.url.relativePath, part: options.part.rawValue, queries: own.count, poolMolecules: pool.count,
      results: results)
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

  // MARK: Queries

  /// One line of the answer to a query.
  public struct Hit: Sendable, Codable, Equatable {
    /// The query's row in its file, counted from 1, and the name that it bears there.
    public let query: Int
    public let queryName: String
    public let rank: Int
    public let score: Float
    public let smiles: String
    /// The molecule's own columns in the pool's file.
    public let columns: [String: String]
  }

  /// What a query gives.
  public struct Answer: Sendable, Codable, Equatable {
    public let run: String
    public let modality: String
    public let poolMolecules: Int
    public let hits: [Hit]
    public let rejectedRows: [RejectedRow]
  }

  /// The best molecules of a pool for each sample of a file.
  /// - Parameters:
  ///   - query: a file of samples; for modalities that are derived from a molecule, of molecules.
  ///   - pool: a file of molecules; `nil` for all molecules of the run.
  ///   - top: how many molecules each sample gets.
  ///   - modality: of the samples; `nil` where the run has one alone.
  ///   - smilesColumn: the column of molecules in a table.
  public func search(
    _ query: URL, pool: URL?, top: Int, modality: String? = nil, smilesColumn: String = "smiles"
  ) throws -> Answer {
    let pair = try run.pair(modality)
    let asked = try queries(query, pair: pair, smilesColumn: smilesColumn)
    let candidates =
      try pool.map { try molecules($0, smilesColumn: smilesColumn) }
      ?? Candidates(samples: try run.molecules(of: nil))
    let joint = try run.jointGraphs(
      run.graphEmbeddings(candidates.samples.map { try $0.molecule }, progress: progress), pair: pair)
    let samples = try run.jointSamples(asked.samples, pair: pair, store: store, progress: progress)
    let found = try JointSpace.topK(
      top, queries: samples.embeddings, pool: joint, similarity: run.model.pairs[pair].objective.similarity)
    let hits = zip(samples.samples, found).flatMap { sample, neighbours in
      neighbours.enumerated().map { rank, neighbour in
        Hit(
          query: asked.number(sample), queryName: asked.name(sample), rank: rank + 1, score: neighbour.score,
          smiles: candidates.samples[neighbour.row].smiles, columns: candidates.columns(neighbour.row))
      }
    }
    return Answer(
      run: run.url.relativePath, modality: run.modalities[pair], poolMolecules: candidates.samples.count, hits: hits,
      rejectedRows: asked.rejected + candidates.rejected)
  }

  /// Molecules of a file with what else stands there.
  private struct Candidates {
    var samples: [Sample]
    var rows: [Int] = []
    var dataset: Dataset?
    /// Of a file of measured samples.
    var names: [String] = []
    var unreadable: [RejectedRow] = []

    var rejected: [RejectedRow] { (dataset?.rejected ?? []) + unreadable }

    func number(_ sample: Int) -> Int { (rows.isEmpty ? sample : rows[sample]) + 1 }

    /// The first column that isn't the structure.
    func name(_ sample: Int) -> String {
      guard let dataset else { return names.isEmpty ? samples[sample].smiles : names[sample] }
      let row = dataset.rows[rows[sample]]
      return row.values.first { !$0.isEmpty && $0.trimmingBlanks() != row.smiles } ?? row.smiles
    }

    func columns(_ sample: Int) -> [String: String] {
      guard let dataset else { return [:] }
      let row = dataset.rows[rows[sample]]
      return Dictionary(zip(dataset.columns, row.values).filter { $1.trimmingBlanks() != row.smiles }) { first, _ in
        first
      }
    }
  }

  /// What a query's file asks for: its measured samples, which need no structure, or its molecules.
  private func queries(_ file: URL, pair: Int, smilesColumn: String) throws -> Candidates {
    guard let reader = try run.reader(file, pair: pair, smilesColumn: smilesColumn, log: PluginLog(progress)) else {
      return try molecules(file, smilesColumn: smilesColumn)
    }
    var found = Candidates(samples: [])
    var number = 0
    while let record = try reader.next() {
      try Interruption.check()
      number += 1
      switch record.content {
      case .otherModality: continue
      case .fault(let reason):
        found.unreadable.append(
          RejectedRow(file: file.relativePath, line: record.line, column: nil, text: record.name, reason: reason))
      case .sample(let payload, let structure):
        // What the file says about the structure is not looked at: it is what the query asks for.
        let smiles = if case .smiles(let smiles) = structure { smiles } else { "" }
        found.samples.append(Sample(identity: "query \(number)", smiles: smiles, molecule: nil, payload: payload))
        found.rows.append(number - 1)
        found.names.append(record.name.isEmpty ? "line \(record.line)" : record.name)
      }
    }
    if found.samples.isEmpty {
      throw DataError.noSamples(path: file.relativePath, modality: run.modalities[pair], others: number)
    }
    return found
  }

  private func molecules(_ file: URL, smilesColumn: String) throws -> Candidates {
    progress.begin("reading \(file.lastPathComponent)", total: nil)
    let dataset = try Dataset(reading: file, options: Dataset.Options(smilesColumn: smilesColumn, onInvalid: .mark)) {
      try Interruption.check()
      progress.advance(to: $0, note: nil)
    }
    progress.end(note: dataset.rejected.isEmpty ? nil : "\(dataset.rejected.count) rows rejected")
    let rows = dataset.validRows
    return Candidates(samples: try rows.compactMap { try dataset.sample(at: $0) }, rows: rows, dataset: dataset)
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
