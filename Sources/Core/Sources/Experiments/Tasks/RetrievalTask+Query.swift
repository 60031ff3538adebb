internal import ACML
internal import Chemistry
public import Foundation
internal import Tensors

extension RetrievalTask {
  /// One line of the answer to a query.
  public struct Hit: Sendable, Codable, Equatable {
    /// The query's row in its file, counted from 1, and the name that it bears there.
    public let query: Int
    public let queryName: String
    public let rank: Int
    public let score: Float
    public let smiles: String
    public let formula: String
    /// In daltons.
    public let exactMass: Double
    /// The molecule's own columns in the pool's file; of an index its name, if it has one.
    public let columns: [String: String]
  }

  /// What a query gives.
  public struct Answer: Sendable, Codable, Equatable {
    public let run: String
    public let modality: String
    /// Molecules that were searched: those of the pool that pass the filter.
    public let poolMolecules: Int
    /// Seconds of the search alone, without reading and encoding.
    public let searchSeconds: Double
    /// The share of the exact answer that approximate search found; `nil` for exact search.
    public let recall: Double?
    public let hits: [Hit]
    public let rejectedRows: [RejectedRow]
    /// Drawings of the samples that asked, by the numbers of their queries; SVG elements, not part of the JSON.
    public var drawings: [Int: String] = [:]

    private enum CodingKeys: String, CodingKey {
      case run, modality, poolMolecules, searchSeconds, recall, hits, rejectedRows
    }
  }

  /// What a query asks for.
  public struct Query: Sendable {
    /// A file of samples; for modalities that are derived from a molecule, of molecules.
    public var file: URL
    /// The molecules to search, a file or an index; `nil` for all molecules of the run.
    public var pool: URL?
    public var top = 10
    /// `nil` for the run's first.
    public var modality: String?
    public var smilesColumn = "smiles"
    /// Only molecules that pass are searched.
    public var filter = MoleculeFilter()
    /// Whether the index's graph of neighbours is asked, and compared with exact search.
    public var approximate = false

    public init(_ file: URL) { self.file = file }
  }

  /// The best molecules of a pool for each sample of a file.
  public func search(_ query: Query) throws -> Answer {
    let pair = try run.pair(query.modality)
    let index = try query.pool.flatMap { isFolder($0) ? try run.index($0) : nil }
    if query.approximate, index == nil {
      throw TrainingError.unsuitable("approximate search needs an index as --pool; make one with `acml index`")
    }
    if query.approximate, !query.filter.isEmpty {
      throw TrainingError.unsuitable("approximate search looks at the whole index; leave out the filters or --approximate")
    }
    let asked = try queries(query.file, pair: pair, smilesColumn: query.smilesColumn)
    let samples = try run.jointSamples(asked.samples, pair: pair, store: store, progress: progress)
    let found = try index.map { try search($0, query, samples.embeddings, pair: pair) }
      ?? search(query, samples.embeddings, pair: pair)
    let hits = zip(samples.samples, found.neighbours).flatMap { sample, neighbours in
      neighbours.enumerated().map { rank, neighbour in
        let molecule = found.molecule(neighbour.row)
        return Hit(
          query: asked.number(sample), queryName: asked.name(sample), rank: rank + 1, score: neighbour.score,
          smiles: molecule.smiles, formula: molecule.formula, exactMass: molecule.exactMass,
          columns: molecule.columns)
      }
    }
    var answer = Answer(
      run: run.url.relativePath, modality: run.modalities[pair], poolMolecules: found.molecules,
      searchSeconds: found.seconds, recall: found.recall, hits: hits, rejectedRows: asked.rejected + found.rejected)
    for sample in samples.samples { answer.drawings[asked.number(sample)] = run.drawing(of: asked.samples[sample], pair: pair) }
    return answer
  }

  /// What a search has found.
  private struct Found {
    let neighbours: [[Retrieval.Neighbour]]
    /// Molecules that were searched.
    let molecules: Int
    let seconds: Double
    var recall: Double?
    var rejected: [RejectedRow] = []
    /// The molecule of a row that was found.
    let molecule: (Int) -> (smiles: String, formula: String, exactMass: Double, columns: [String: String])
  }

  /// Search in an index.
  private func search(_ index: LibraryIndex, _ query: Query, _ samples: Tensor, pair: Int) throws -> Found {
    let place = try index.pair(run.modalities[pair])
    let queries = run.comparable(samples, pair: pair)
    let rows = query.filter.isEmpty ? nil : try index.rows(passing: query.filter)
    let graph = try query.approximate ? ApproximateSearch(index, pair: place, progress: progress) : nil
    let clock = ContinuousClock()
    var neighbours: [[Retrieval.Neighbour]] = []
    var seconds = try clock.measure {
      neighbours = try index.nearest(query.top, to: queries, pair: place, among: rows) { _ in try Interruption.check() }
    }.seconds
    var recall: Double?
    if let graph {
      let exact = neighbours
      seconds = try clock.measure {
        neighbours = try graph.nearest(
          query.top, to: queries, pair: place, breadth: ApproximateSearch.customaryBreadth(query.top))
      }.seconds
      recall = Retrieval.recall(query.top, of: neighbours, in: exact)
    }
    return Found(neighbours: neighbours, molecules: rows?.count ?? index.count, seconds: seconds, recall: recall) {
      let entry = index.entry($0)
      return (entry.smiles, entry.formula, entry.exactMass, entry.name.isEmpty ? [:] : ["name": entry.name])
    }
  }

  /// Search among the molecules of a file or of the run.
  private func search(_ query: Query, _ samples: Tensor, pair: Int) throws -> Found {
    var candidates =
      try query.pool.map { try molecules($0, smilesColumn: query.smilesColumn) }
      ?? Candidates(samples: try run.molecules(of: nil))
    if !query.filter.isEmpty {
      let verdicts = try inParallel(candidates.samples) { sample in
        let molecule = try sample.molecule
        return try query.filter.allows(mass: molecule.exactMass) && query.filter.allows(formula: molecule.formula)
      }
      candidates.keep { verdicts[$0] }
    }
    let pool = candidates
    guard !pool.samples.isEmpty else {
      return Found(
        neighbours: samples.rows > 0 ? Array(repeating: [], count: samples.rows) : [], molecules: 0, seconds: 0,
        rejected: pool.rejected
      ) { _ in ("", "", 0, [:]) }
    }
    let joint = try run.jointGraphs(
      run.graphEmbeddings(pool.samples.map { try $0.molecule }, progress: progress), pair: pair)
    var neighbours: [[Retrieval.Neighbour]] = []
    let seconds = try ContinuousClock().measure {
      neighbours = try JointSpace.topK(query.top, queries: samples, pool: joint, similarity: run.similarity(pair))
    }.seconds
    return Found(
      neighbours: neighbours, molecules: pool.samples.count, seconds: seconds, rejected: pool.rejected
    ) { row in
      let molecule = try? pool.samples[row].molecule
      return (
        pool.samples[row].smiles, (try? molecule?.formula) ?? "", (try? molecule?.exactMass) ?? 0, pool.columns(row)
      )
    }
  }

  /// Molecules of a file with what else stands there.
  struct Candidates {
    var samples: [Sample]
    var rows: [Int] = []
    var dataset: Dataset?
    /// Of a file of measured samples.
    var names: [String] = []
    var unreadable: [RejectedRow] = []

    var rejected: [RejectedRow] { (dataset?.rejected ?? []) + unreadable }

    /// Leaves out the samples that don't pass.
    mutating func keep(_ passes: (Int) -> Bool) {
      let kept = samples.indices.filter(passes)
      if !rows.isEmpty { rows = kept.map { rows[$0] } }
      samples = kept.map { samples[$0] }
    }

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

  func molecules(_ file: URL, smilesColumn: String) throws -> Candidates {
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

