public import ACML
internal import Chemistry
public import Foundation
internal import NeuralNetworks
internal import Tensors

/// The pieces of work that the framework does all day, each defined so that others can do the same.
public struct Benchmarks {
  public enum Suite: String, Sendable, CaseIterable {
    /// Contrastive training of a graph encoder of 5 layers, OGB features, no dropout, mean pooling and a readout of two
    /// layers to 256, against random targets of 512 through one linear map; symmetric InfoNCE, AdamW.
    case train
    /// The same graph encoder in inference.
    case encodeGraph = "encode-graph"
    /// A transformer of random weights over SMILES as they are spelled, mean pooling.
    case encodeSMILES = "encode-smiles"
    /// A ResNet-18 of random weights over colour pictures of 224 × 224 pixels that lie in memory.
    case encodeImage = "encode-image"
    /// Attention among peaks, random weights, over simulated electron-ionisation spectra of the molecules.
    case encodeSpectrum = "encode-spectrum"
    /// From a file of spectra to its records, on one thread; molecules are not looked at.
    case readSpectra = "read-spectra"
    /// From SMILES to packed graphs with OGB features; beside it, the same with atoms in the canonical order, as
    /// ``GraphStore`` makes them on first use.
    case featurise
    /// From SMILES to colour pictures of 224 × 224 pixels.
    case depict
    /// Exact search of random unit vectors of 256, top 100 for 1,000 queries.
    case retrieve
    /// From the call of this program to its end: `--help`, and `plugin list`, which loads every plugin.
    case startup
  }

  public struct Options: Sendable {
    public var seconds = 8.0
    /// The graph encoder of `train` and `encode-graph`.
    public var encoder = "gin"
    public var hiddenDimensions = 300
    /// `nil`: 128 for `train`, 512 for `encode-graph`, 64 for `encode-smiles` and `encode-spectrum`, 32 for `encode-image`.
    public var batchSize: Int?
    /// Layers and width of `encode-smiles`; 12 heads.
    public var transformer = (layers: 3, dimensions: 384, intermediate: 464)
    /// Rows of the pool of `retrieve`.
    public var poolSize = 1_000_000
    /// The file of `read-spectra`, of any format of spectra.
    public var spectra: URL?
    /// The folder of stored embeddings and graphs; `nil` for the user's own.
    public var store: URL?
    public init() {}
  }

  let catalog: PluginCatalog
  let options: Options
  private let molecules: URL
  private let progress: any ProgressObserver

  /// Molecules that are read at most.
  private static let limit = 20_000

  /// - Parameters:
  ///   - molecules: a file of molecules, of which the first 20,000 are used.
  ///   - options: what is measured, and how often.
  ///   - catalog: what the plugins provide.
  ///   - progress: is told how far the work has come.
  public init(_ molecules: URL, options: Options, catalog: PluginCatalog, progress: any ProgressObserver) {
    self.molecules = molecules
    self.options = options
    self.catalog = catalog
    self.progress = progress
  }

  public func run(_ suite: Suite) throws -> BenchmarkResult {
    switch suite {
    case .train: try train()
    case .encodeGraph: try Gradients.disabled { try encodeGraph() }
    case .encodeSMILES: try encodeSMILES()
    case .encodeImage: try encodeImage()
    case .featurise: try featurise()
    case .depict: try depict()
    case .encodeSpectrum: try encodeSpectrum()
    case .readSpectra: try readSpectra()
    case .retrieve: try retrieve()
    case .startup: try startup()
    }
  }

  // MARK: Graphs

  private func train() throws -> BenchmarkResult {
    let (random, batchSize) = (RandomStream(seed: 0, name: "bench"), options.batchSize ?? 128)
    let graphs = try graphs(atLeast: batchSize)
    let encoder = try makeEncoder(random)
    let projection = Linear(512, encoder.embeddingDimensions, random: random)
    let scale = Parameter(Tensor([Float(log(1 / 0.07))]))
    let targets = Initializer.normal(deviation: 1).makeTensor([graphs.rows.count, 512], random: random).l2Normalized()
    let named =
      encoder.namedParameters + projection.namedParameters.map { ("projection.\($0.name)", $0.parameter) }
      + [("scale", scale)]
    let optimizer = AdamW(named, weightDecay: 0)
    let labels = (0..<batchSize).map(Int32.init)
    var order: [Int] = []
    return try measure(
      .train, "\(description), batch \(batchSize)", items: batchSize,
      product: (22 * batchSize, 2 * options.hiddenDimensions, options.hiddenDimensions)
    ) { watch in
      if order.count < batchSize { order = random.permutation(graphs.rows.count) }
      let chosen = Array(order.suffix(batchSize))
      order.removeLast(batchSize)
      let batch = try graphs.store.batch(chosen.map { graphs.rows[$0] })
      let target = try targets.gather(chosen.map(Int32.init))
      watch.lap("collate")
      let graph = try encoder(batch, mode: .training(random)).l2Normalized()
      let logits = try graph.matmul(projection(target).l2Normalized(), transposed: true) * scale.tensor.exp()
      let loss = try (logits.crossEntropy(targets: labels) + logits.transposed().crossEntropy(targets: labels)).scaled(
        by: 0.5)
      watch.lap("forward")
      for (_, parameter) in named { parameter.gradient = nil }
      try loss.backward()
      watch.lap("backward")
      optimizer.step(learningRate: 1e-3)
      watch.lap("optimizer")
    }
  }

  private func encodeGraph() throws -> BenchmarkResult {
    let batchSize = options.batchSize ?? 512
    let graphs = try graphs(atLeast: batchSize)
    let encoder = try makeEncoder(RandomStream(seed: 0, name: "bench"))
    var position = 0
    return try measure(
      .encodeGraph, "\(description), batch \(batchSize)", items: batchSize,
      product: (22 * batchSize, 2 * options.hiddenDimensions, options.hiddenDimensions)
    ) { watch in
      if position + batchSize > graphs.rows.count { position = 0 }
      let batch = try graphs.store.batch(Array(graphs.rows[position..<position + batchSize]))
      position += batchSize
      watch.lap("collate")
      _ = try encoder(batch, mode: .inference).l2Normalized()
      watch.lap("forward")
    }
  }

  private var description: String { "\(options.encoder), 5 layers of \(options.hiddenDimensions)" }

  private func makeEncoder(_ random: RandomStream) throws -> any GraphEncoder {
    let settings = settings([
      ("layers", 5), ("hiddenDimensions", options.hiddenDimensions), ("outputDimensions", 256), ("dropout", 0),
      ("readoutLayers", 2),
    ])
    return try catalog.graphEncoder(options.encoder).make(settings, GraphEncoderContext(features: .ogb, random: random))
  }

  func settings(_ values: [(String, Int)]) -> SettingNode {
    SettingNode(.mapping(values.map { SettingEntry($0.0, SettingNode($0.1.setting)) }))
  }

  private func featurise() throws -> BenchmarkResult {
    let smiles = try dataset().rows.filter(\.isValid).map(\.smiles)
    let portion = min(2048, smiles.count)
    var position = 0
    return try measure(
      .featurise, "SMILES to packed graphs, OGB features", items: portion
    ) { watch in
      if position + portion > smiles.count { position = 0 }
      let part = Array(smiles[position..<position + portion])
      position += portion
      _ = try inParallel(part) { try Molecule(smiles: $0).graph(features: .ogb).packed }
      watch.lap("in the order of the text")
      try watch.aside("in canonical order, as the store makes them") {
        _ = try inParallel(part) { try Molecule(smiles: $0).canonicalGraph(features: .ogb).packed }
      }
    }
  }

  // MARK: SMILES and retrieval

  private func encodeSMILES() throws -> BenchmarkResult {
    let batchSize = options.batchSize ?? 64
    let samples = try samples(atLeast: batchSize)
    let shape = options.transformer
    let encoder = try catalog.modalityEncoder("smiles-transformer").makePretrainingTask(
      encoder: settings([
        ("layers", shape.layers), ("dimensions", shape.dimensions), ("heads", 12),
        ("intermediateDimensions", shape.intermediate),
      ]).replacing("canonical", with: SettingNode(false.setting)),
      task: nil, samples: samples, PretrainingContext(random: RandomStream(seed: 0, name: "bench")))?.makeEncoder()
    guard let encoder else { throw TrainingError.unsuitable("the SMILES transformer isn't pre-trained here") }
    var position = 0
    return try measure(
      .encodeSMILES, "\(shape.layers) layers of \(shape.dimensions), batch \(batchSize)", items: batchSize,
      product: (37 * batchSize, shape.dimensions, shape.dimensions)
    ) { watch in
      if position + batchSize > samples.count { position = 0 }
      _ = try Gradients.disabled { try encoder.encode(Array(samples[position..<position + batchSize])) }
      position += batchSize
      watch.lap("encode")
    }
  }

  private func retrieve() throws -> BenchmarkResult {
    let random = RandomStream(seed: 0, name: "bench")
    let pool = Initializer.normal(deviation: 1).makeTensor([options.poolSize, 256], random: random).l2Normalized()
    let queries = Initializer.normal(deviation: 1).makeTensor([1000, 256], random: random).l2Normalized()
    // The pool is looked at once, before it is searched, as an index is made.
    return try pool.withUnsafeValues { poolValues in
      try queries.withUnsafeValues { queryValues in
        let pool = try EmbeddingTable(poolValues, dimensions: 256, name: "pool")
        let queries = try EmbeddingTable(queryValues, dimensions: 256, name: "queries")
        let first = try EmbeddingTable(
          UnsafeBufferPointer(rebasing: queryValues[..<256]), dimensions: 256, name: "queries")
        return try measure(
          .retrieve, "\(options.poolSize) × 256, top 100 of 1,000 queries", items: 1000, unit: "queries",
          product: (1000, 2048, 256)
        ) { watch in
          _ = try Retrieval.topK(100, queries: queries, pool: pool, similarity: .dotProduct)
          watch.lap("search")
          try watch.aside("one query", count: 5) {
            _ = try Retrieval.topK(100, queries: first, pool: pool, similarity: .dotProduct)
          }
        }
      }
    }
  }

  // MARK: Input

  func measure(
    _ suite: Suite, _ work: String, items: Int, unit: String = "molecules", product: (m: Int, n: Int, k: Int)? = nil,
    _ body: (inout Stopwatch) throws -> Void
  ) throws -> BenchmarkResult {
    try Stopwatch.measure(
      suite.rawValue, work: work, unit: unit, seconds: options.seconds, items: items, product: product,
      progress: progress, body)
  }

  func dataset() throws -> Dataset {
    progress.begin("reading molecules", total: nil)
    defer { progress.end(note: nil) }
    return try Dataset(reading: molecules, options: Dataset.Options(onInvalid: .skip, keepsMolecules: false)) { _ in
      try Interruption.check()
    }
  }

  private func graphs(atLeast needed: Int) throws -> (store: GraphStore, rows: [Int]) {
    let dataset = try dataset()
    let rows = Array(dataset.validRows.prefix(Self.limit))
    try check(rows.count, atLeast: needed)
    return (try GraphStore(dataset, features: .ogb, root: options.store) { _ in try Interruption.check() }, rows)
  }

  func samples(atLeast needed: Int) throws -> [Sample] {
    let dataset = try dataset()
    let samples = try dataset.validRows.prefix(Self.limit).compactMap { try dataset.sample(at: $0) }
    try check(samples.count, atLeast: needed)
    return samples
  }

  private func check(_ found: Int, atLeast needed: Int) throws {
    if found < needed {
      throw TrainingError.tooFew(what: "molecules in \(molecules.path)", found: found, needed: needed)
    }
  }
}
