internal import ACML
internal import Chemistry
public import Foundation
internal import Tensors

/// Looks for what a trained graph encoder knows of its molecules.
public struct ExplanationTask {
  public struct Options: Sendable {
    /// A file of molecules; `nil` for the test part of the run.
    public var molecules: URL?
    public var smilesColumn = "smiles"
    /// How many principal components.
    public var components = 5
    /// Molecules whose neighbours are wanted, as SMILES.
    public var neighboursOf: [String] = []
    /// Further molecules whose neighbours are wanted, drawn from those that are shown.
    public var examples = 0
    /// How many neighbours each.
    public var neighbours = 5
    /// Molecules whose atoms are weighed, as SMILES.
    public var attribute: [String] = []
    /// As ``examples``, for atoms.
    public var attributedExamples = 0
    /// The modality by which they are to be found; `nil` for the first of the run.
    public var modality: String?
    public init() {}
  }

  /// Linear directions are fitted to at most so many molecules, drawn from the training part.
  static let fittedMolecules = 10_000

  private let run: TrainedRun
  private let store: URL?
  private let progress: any ProgressObserver

  public init(_ run: TrainedRun, store: URL? = nil, progress: any ProgressObserver = SilentProgress()) {
    self.run = run
    self.store = store
    self.progress = progress
  }

  /// Makes the tables.
  /// - Throws: ``MeaningError``, ``DataError``, errors of files, ``Interrupted``.
  public func explain(_ options: Options) throws -> Explanation {
    let named = try (options.neighboursOf + options.attribute).map(Molecule.named)
    let pair = try run.pair(options.modality)
    let (shown, trainedOn, rejected) = try samples(options)
    if shown.count < 3 {
      throw MeaningError.tooFew(what: "molecules to explain with", found: shown.count, needed: 3)
    }
    let random = RandomStream(seed: UInt64(run.configuration.seed), name: "explanation")
    let fitted = try drawn(run.molecules(of: .train), Self.fittedMolecules, random.child("train"))
    let validation = try drawn(run.molecules(of: .validation), Self.fittedMolecules / 2, random.child("validation"))

    let shownTable = try table(shown), fittedTable = try table(fitted), validationTable = try table(validation)
    var (shares, rows, points): ([String: [Double]], [Explanation.Row], [[Double]]) = ([:], [], [])
    for encoder in Explanation.Row.Weights.allCases {
      let embed = { (table: Table) in try self.embeddings(table.graphs, encoder) }
      let own = try embed(shownTable)
      let components = try PrincipalComponents(own.values, columns: own.columns, count: options.components)
      let coordinates = components.coordinates(own.values)
      if encoder == .trained { points = coordinates }
      shares[encoder.rawValue] = components.shares
      var directions: [Direction] = coordinates.enumerated().flatMap { component, values in
        MolecularProperty.allCases.map { Direction(component: component + 1, property: $0, values: values) }
      }
      // Without molecules to fit and to choose the penalty by, there is no direction.
      if fitted.count > 2, !validation.isEmpty {
        let linear = try LinearDirections(embed(fittedTable).values, columns: own.columns)
        let held = try embed(validationTable).values
        directions += MolecularProperty.allCases.map { property -> Direction in
          let values = linear.predictions(
            fittedTable.column(property), validation: (held, validationTable.column(property)), others: own.values)
          return Direction(component: nil, property: property, values: values)
        }
      }
      progress.begin("correlating, \(encoder.rawValue)", total: directions.count)
      let seed = UInt64(run.configuration.seed)
      rows += try inParallel(
        directions, chunk: 16, grain: 1,
        progress: {
          try Interruption.check()
          progress.advance(to: $0, note: nil)
        }
      ) {
        let target = shownTable.column($0.property)
        return Explanation.Row(
          encoder: encoder, component: $0.component, property: $0.property,
          pearson: Correlation.pearson.estimate($0.values, target, seed: seed),
          spearman: Correlation.spearman.estimate($0.values, target, seed: seed))
      }
      progress.end(note: nil)
    }

    let examples = try drawn(shown, options.examples, random.child("neighbours")).map { try $0.molecule }
    let attributed = try findable(shown, options.attributedExamples, pair, random.child("attributed"))
    let attribution = RetrievalAttribution(
      run, pair: pair, store: store,
      occlusion: AtomOcclusion(background: shownTable.graphs, random: random.child("atoms")))
    return Explanation(
      run: run.url.relativePath, source: options.molecules?.relativePath ?? "test part", molecules: shown.count,
      fitted: fitted.count, trainedOn: trainedOn, properties: MolecularProperty.allCases, shares: shares,
      correlations: rows,
      points: try shown.indices.map { index in
        Explanation.Point(
          smiles: try shown[index].molecule.canonicalSMILES, coordinates: points.map { $0[index] },
          properties: MolecularProperty.allCases.map { shownTable.column($0)[index] })
      },
      neighbourhoods: try neighbourhoods(
        Array(named.prefix(options.neighboursOf.count)) + examples, shown, count: options.neighbours),
      attributions: try attribution.all(
        Array(named.dropFirst(options.neighboursOf.count)) + attributed, progress: progress), rejectedRows: rejected)
  }

  /// The molecules to show; those that the run learned from would tell what it remembers.
  private func samples(_ options: Options) throws -> (samples: [Sample], trainedOn: Int, rejected: [RejectedRow]) {
    guard let file = options.molecules else { return (try run.molecules(of: .test), 0, []) }
    var reading = Dataset.Options(smilesColumn: options.smilesColumn, onInvalid: .mark)
    reading.identity = run.configuration.data.identity
    let dataset = try Dataset(reading: file, options: reading) { _ in try Interruption.check() }
    let all = try dataset.validRows.compactMap { try dataset.sample(at: $0) }
    let learned = try run.split.identities(of: .train)
    var seen: Set<String> = []
    let distinct = all.filter { seen.insert($0.identity).inserted }
    let held = distinct.filter { !learned.contains($0.identity) }
    return (held, distinct.count - held.count, dataset.rejected)
  }

  private func drawn(_ samples: [Sample], _ count: Int, _ random: RandomStream) -> [Sample] {
    samples.count <= count ? samples : random.permutation(samples.count).prefix(count).map { samples[$0] }
  }

  /// Molecules that can be found by the pair's modality.
  private func findable(
    _ shown: [Sample], _ count: Int, _ pair: Int, _ random: RandomStream
  ) throws -> [Molecule] {
    guard count > 0 else { return [] }
    guard run.isMeasured(pair) else { return try drawn(shown, count, random).map { try $0.molecule } }
    let known = Set(try run.samples(of: .test, pair: pair).map(\.identity))
    return try drawn(shown.filter { known.contains($0.identity) }, count, random).map { try $0.molecule }
  }

  // MARK: Tables

  /// Where the molecules lie along a direction, and the property that it is set beside.
  private struct Direction: Sendable {
    let component: Int?
    let property: MolecularProperty
    let values: [Double]
  }

  /// Molecules as graphs, with their properties.
  private struct Table {
    let graphs: [MolecularGraph]
    let descriptors: [Descriptors]

    func column(_ property: MolecularProperty) -> [Double] { descriptors.map(property.value) }
  }

  private func table(_ samples: [Sample]) throws -> Table {
    let features = run.configuration.graph.features
    progress.begin("describing molecules", total: samples.count)
    defer { progress.end(note: nil) }
    let both = try inParallel(
      samples,
      progress: {
        try Interruption.check()
        progress.advance(to: $0, note: nil)
      }
    ) { sample in
      let molecule = try sample.molecule
      return (graph: try molecule.canonicalGraph(features: features), descriptors: try molecule.descriptors())
    }
    return Table(graphs: both.map(\.graph), descriptors: both.map(\.descriptors))
  }

  private func embeddings(
    _ graphs: [MolecularGraph], _ encoder: Explanation.Row.Weights
  ) throws -> (values: [Float], columns: Int) {
    let network =
      switch encoder {
      case .trained: run.model.graphEncoder
      // The stream that the training took its own first weights from.
      case .untrained:
        try run.configuration.graph.makeEncoder(
          run.catalog,
          random: RandomStream(seed: UInt64(run.configuration.seed), name: "initial-weights").child("graph"))
      }
    let tensor = try network.encode(graphs) { _ in try Interruption.check() }
    return (tensor.values, network.embeddingDimensions)
  }

  // MARK: Neighbours

  private func neighbourhoods(
    _ asked: [Molecule], _ shown: [Sample], count: Int
  ) throws -> [Explanation.Neighbourhood] {
    guard !asked.isEmpty else { return [] }
    let pool = try shown.map { try $0.molecule }
    // One more than asked for, since a molecule of the pool finds itself.
    let found = try JointSpace.topK(
      count + 1, queries: run.graphEmbeddings(asked, progress: progress),
      pool: run.graphEmbeddings(pool, progress: progress), similarity: .cosine)
    return try zip(asked, found).map { molecule, found in
      let (smiles, fingerprint) = (try molecule.canonicalSMILES, try molecule.morganFingerprint())
      let neighbours = try found.filter { try pool[$0.row].canonicalSMILES != smiles }.prefix(count).map { neighbour in
        Explanation.Neighbourhood.Neighbour(
          smiles: try pool[neighbour.row].canonicalSMILES, similarity: Double(neighbour.score),
          tanimoto: fingerprint.tanimotoSimilarity(to: try pool[neighbour.row].morganFingerprint()))
      }
      return Explanation.Neighbourhood(smiles: smiles, neighbours: Array(neighbours))
    }
  }
}
