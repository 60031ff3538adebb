public import ACML
public import Foundation
internal import Chemistry
internal import NeuralNetworks
internal import Tensors

/// A finished training, opened for use: everything comes from the run folder.
public final class TrainedRun {
  public let url: URL
  public let configuration: TrainingConfiguration
  let model: ContrastiveModel
  let encoders: [any ModalityEncoder]
  private let splitFile: URL
  /// Once it was asked for: most of the time of a search would go into reading it.
  private var savedSplit: SavedSplit?
  private let store: SampleStore?
  let catalog: PluginCatalog
  /// For each measured modality the numbers of its samples in the store by row; of the records read when first needed.
  private var measured: [String: [Int: Int]]?

  /// The modalities of the pairs, in the order of the configuration.
  public var modalities: [String] { configuration.pairs.map(\.modality) }

  /// - Throws: ``RunError``, `UnknownComponent`, errors of the checkpoint's files.
  public init(_ url: URL, catalog: PluginCatalog, progress: any ProgressObserver = SilentProgress()) throws {
    self.url = url
    let folder = try RunFolder.open(at: url, kind: ExperimentKind.train.rawValue)
    let file = try ExperimentFile<TrainingConfiguration>(folder.configuration, catalog: catalog)
    let configuration = file.configuration
    self.configuration = configuration
    encoders = try configuration.pairs.map { pair in
      let weights = folder.encoder(pair.modality)
      guard exists(weights) else { throw RunError.damaged(path: weights.path, reason: "it is missing") }
      return try FrozenEncoder(
        catalog.modalityEncoder(pair.encoder), weights: weights, origin: .default, path: .root, log: PluginLog(progress)
      ).encoder
    }
    model = try ContrastiveModel(
      configuration, catalog: catalog, modalityDimensions: encoders.map(\.embeddingDimensions))
    let checkpoint = try folder.readCheckpoint(LoopState.self).folder
    let best = checkpoint.appending(path: "best.safetensors")
    try model.load(from: SafetensorsFile(exists(best) ? best : checkpoint.appending(path: "model.safetensors")))
    splitFile = folder.split
    self.catalog = catalog
    store = exists(folder.samples) ? try SampleStore(folder.samples) : nil
  }

  /// The part of each molecule, and what the run's molecules are.
  /// - Throws: ``DataError``, errors of the file.
  public var split: SavedSplit {
    get throws {
      if let savedSplit { return savedSplit }
      let split = try SavedSplit(splitFile)
      savedSplit = split
      return split
    }
  }

  /// Whether samples of a pair's modality were measured, and so can't be made of any molecule.
  func isMeasured(_ pair: Int) -> Bool {
    store != nil && configuration.data.samples.contains { $0.modality == modalities[pair] }
  }

  private func measured(in store: SampleStore) throws -> [String: [Int: Int]] {
    if let measured { return measured }
    var found: [String: [Int: Int]] = [:]
    for index in 0..<store.count {
      let record = try store.record(index)
      found[record.modality, default: [:]][record.row] = index
    }
    measured = found
    return found
  }

  /// The molecules of a part, each once; of all parts for `nil`.
  func molecules(of part: Part?) throws -> [Sample] { try split.samples(of: part) }

  /// Samples of a pair's modality of a part; of all parts for `nil`.
  /// - Parameter each: whether all samples of a compound are wanted or only its first.
  func samples(of part: Part?, pair: Int, each: Bool = false) throws -> [Sample] {
    guard let store, isMeasured(pair), let places = try measured(in: store)[modalities[pair]] else {
      return try split.samples(of: part)
    }
    let modality = try catalog.modality(modalities[pair])
    var seen: Set<String> = []
    let chosen = try split.entries.filter { entry in
      (part == nil || entry.part == part) && places[entry.row] != nil
        && (seen.insert(entry.identity).inserted || each)
    }
    return try inParallel(chosen) { entry in
      let record = try store.record(places[entry.row] ?? 0)
      return Sample(
        identity: entry.identity, smiles: entry.smiles, molecule: try Molecule(smiles: entry.smiles),
        payload: try modality.payload(canonicalBytes: record.payload))
    }
  }

  /// Opens a file of samples of a pair's modality; `nil` for a modality that is derived from molecules.
  func reader(_ file: URL, pair: Int, smilesColumn: String, log: PluginLog) throws -> (any SampleReader)? {
    let name = modalities[pair]
    guard let modality = catalog.modalities.first(where: { $0.modality.rawValue == name }), isMeasured(pair) else {
      return nil
    }
    if try SampleStore.isStore(file) { return StoredSampleReader(try SampleStore(file), modality: modality) }
    let settings = configuration.data.samples.first { $0.modality == name }?.settings
    return try modality.read(
      file, settings: settings, at: "settings", SampleReaderContext(smilesColumn: smilesColumn, log: log))
  }

  /// The position of a modality among the pairs; the only one if none is named.
  func pair(_ modality: String?) throws -> Int {
    guard let modality else { return 0 }
    guard let index = modalities.firstIndex(of: modality) else {
      throw TrainingError.unsuitable(
        "\(url.relativePath) was not trained with the modality `\(modality)`; it has: \(modalities.joined(separator: ", "))"
      )
    }
    return index
  }

  /// Graph embeddings of some molecules: `[molecules.count, dimensions]`.
  func graphEmbeddings(_ molecules: [Molecule], progress: any ProgressObserver) throws -> Tensor {
    let features = configuration.graph.features
    progress.begin("encoding graphs", total: molecules.count)
    defer { progress.end(note: nil) }
    let report = { (done: Int) in
      try Interruption.check()
      progress.advance(to: done, note: nil)
    }
    return try model.graphEncoder.encode(molecules.count, progress: report) { block in
      try GraphBatch(inParallel(Array(molecules[block])) { try $0.canonicalGraph(features: features) })
    }
  }

  /// Graph embeddings in the joint space of a pair.
  func jointGraphs(_ embeddings: Tensor, pair: Int) throws -> Tensor {
    try Gradients.disabled { try model.pairs[pair].graphProjection(embeddings, mode: .inference) }
  }

  /// A drawing of what was measured, as an SVG element; `nil` where the modality has none.
  func drawing(of sample: Sample, pair: Int) -> String? {
    guard let payload = sample.payload else { return nil }
    return (try? catalog.modality(modalities[pair]))?.drawing(of: payload)
  }

  /// How the two sides of a pair are compared.
  func similarity(_ pair: Int) -> Similarity { model.pairs[pair].objective.similarity }

  /// Joint embeddings as an index holds them: of length 1 where the cosine compares.
  func comparable(_ joint: Tensor, pair: Int) -> Tensor {
    similarity(pair) == .cosine ? joint.l2Normalized() : joint
  }

  /// Samples of a pair's modality in its joint space, through the store.
  /// - Returns: the embeddings, and for each of their rows the position of its sample.
  func jointSamples(
    _ samples: [Sample], pair: Int, store: URL?, progress: any ProgressObserver
  ) throws -> (embeddings: Tensor, samples: [Int]) {
    let frozen = try FrozenEmbeddings(
      encoders[pair], rows: samples.count, store: store, progress: progress, name: modalities[pair]
    ) { samples[$0] }
    for warning in frozen.warnings { progress.message(warning) }
    for failure in frozen.failures { progress.message("sample \(failure.row + 1): \(failure.reason)") }
    let present = samples.indices.filter(frozen.has)
    let embeddings = try Gradients.disabled {
      try model.pairs[pair].modalityProjection(frozen.tensor(present), mode: .inference)
    }
    return (embeddings, present)
  }
}
