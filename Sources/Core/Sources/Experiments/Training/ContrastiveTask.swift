internal import ACML
internal import Chemistry
internal import NeuralNetworks
internal import Tensors

/// Training of a graph encoder against stored embeddings of frozen modalities.
final class ContrastiveTask: TrainingTask {
  /// One modality's side.
  struct Side {
    let modality: String
    let embeddings: FrozenEmbeddings
    let weight: Double
  }

  private let contrastive: ContrastiveModel
  private let sides: [Side]
  /// For each row of the dataset its graph.
  private let graphs: [MolecularGraph?]
  /// For each row of the dataset a number that rows of the same compound share.
  private let identities: [Int32]
  private let training: [Int]
  private let validation: [Int]
  private let configuration: LoopConfiguration
  private let seed: UInt64

  /// Ranks in validation are taken in pools of at most this size.
  private static let validationPool = 1000

  init(
    model: ContrastiveModel, sides: [Side], graphs: [MolecularGraph?], identities: [Int32], training: [Int],
    validation: [Int], configuration: LoopConfiguration, seed: UInt64
  ) throws {
    contrastive = model
    self.sides = sides
    self.graphs = graphs
    self.identities = identities
    let isUsable = { (row: Int) in graphs[row] != nil && sides.contains { $0.embeddings.has(row) } }
    self.training = training.filter(isUsable)
    self.validation = validation.filter(isUsable)
    self.configuration = configuration
    self.seed = seed
    if self.training.count < 2 {
      throw TrainingError.tooFew(what: "molecules to train on", found: self.training.count, needed: 2)
    }
  }

  var model: any Module { contrastive }
  var itemCount: Int { training.count }
  var selection: (metric: String, higherIsBetter: Bool) { ("validationLoss", false) }

  var metricNames: [String] {
    let perPair = zip(sides, contrastive.pairs).flatMap { side, pair in
      let own = pair.objective.metrics.keys.sorted().map { "\(side.modality).\($0)" }
      let validated = validation.isEmpty ? [] : ["\(side.modality).top1", "\(side.modality).top10"]
      return (sides.count > 1 ? ["\(side.modality).trainLoss"] : []) + own + validated
    }
    return ["trainLoss"] + (validation.isEmpty ? [] : ["validationLoss"]) + perPair
  }

  // MARK: A step

  func step(_ items: [Int], random: RandomStream) throws -> [String: Double] {
    let rows = items.map { training[$0] }
    // Several pieces give the very gradient of the whole batch: first all embeddings without a way back, then the loss and
    // the gradient of each embedding, then each piece again with its share (Gao et al., arXiv 2101.06983).
    let pieces = min(configuration.accumulation, max(1, rows.count / 2))
    guard pieces > 1 else {
      let embeddings = try encode(rows, mode: .training(random.child("graph")))
      return try loss(rows, embeddings, random: random, isTraining: true) { try $0.backward() }
    }
    let parts = (0..<pieces).map { Array(rows[rows.count * $0 / pieces..<rows.count * ($0 + 1) / pieces]) }
    let first = try Gradients.disabled {
      try parts.enumerated().map { index, part in try encode(part, mode: .training(random.child("graph", index))) }
    }
    let leaf = Parameter(try Tensor.concatenated(first))
    let figures = try loss(rows, leaf.tensor, random: random, isTraining: true) { try $0.backward() }
    guard let gradient = leaf.gradient else { return figures }
    var start = 0
    for (index, part) in parts.enumerated() {
      let mode = Mode.training(random.child("graph", index), tracksStatistics: false)
      try encode(part, mode: mode).backward(from: try gradient.rows(start..<start + part.count))
      start += part.count
    }
    return figures
  }

  private func encode(_ rows: [Int], mode: Mode) throws -> Tensor {
    try contrastive.graphEncoder(GraphBatch(rows.compactMap { graphs[$0] }), mode: mode)
  }

  /// The weighted loss of all pairs on some rows, handed to `use` before its figures are read.
  private func loss(
    _ rows: [Int], _ embeddings: Tensor, random: RandomStream, isTraining: Bool, use: (Tensor) throws -> Void
  ) throws -> [String: Double] {
    var total: Tensor?
    var figures: [String: Double] = [:]
    let weights = sides.reduce(0) { $0 + $1.weight }
    for (index, (side, pair)) in zip(sides, contrastive.pairs).enumerated() {
      let present = rows.indices.filter { side.embeddings.has(rows[$0]) }
      // One molecule has nothing to be told apart from.
      guard present.count > 1 else { continue }
      let random = random.child("pair", index)
      let mode = isTraining ? Mode.training(random) : .inference
      let own = present.map { rows[$0] }
      let others = isTraining ? extraNegatives(side, besides: own, random: random.child("negatives")) : []
      let graphSide = present.count == rows.count ? embeddings : try embeddings.gather(present.map(Int32.init))
      let batch = ContrastiveBatch(
        graph: try pair.graphProjection(graphSide, mode: mode),
        modality: try pair.modalityProjection(side.embeddings.tensor(own + others), mode: mode),
        identities: (own + others).map { identities[$0] })
      let loss = try pair.objective(batch)
      let value = Double(try loss.scalar())
      let share = side.weight / weights
      if sides.count > 1, isTraining { figures["\(side.modality).trainLoss"] = value }
      figures["trainLoss", default: 0] += value * share
      for (name, value) in pair.objective.metrics { figures["\(side.modality).\(name)"] = value }
      let scaled = loss.scaled(by: Float(share))
      total = try total.map { try $0 + scaled } ?? scaled
    }
    if let total { try use(total) }
    return figures
  }

  /// Rows of the training part whose stored embeddings serve as further negatives.
  private func extraNegatives(_ side: Side, besides own: [Int], random: RandomStream) -> [Int] {
    guard configuration.extraNegatives > 0 else { return [] }
    var taken = Set(own)
    var chosen: [Int] = []
    var generator = random
    // Bounded, for a dataset of hardly more rows than asked for.
    for _ in 0..<4 * configuration.extraNegatives where chosen.count < configuration.extraNegatives {
      let row = training[Int.random(in: 0..<training.count, using: &generator)]
      if side.embeddings.has(row), taken.insert(row).inserted { chosen.append(row) }
    }
    return chosen
  }

  // MARK: Validation

  func validate() throws -> [String: Double] {
    guard validation.count > 1 else { return [:] }
    let embeddings = try contrastive.encode(validation.compactMap { graphs[$0] })
    // The loss depends on how many there are to be told apart, so it is taken over batches as in training, of rows in an
    // order that is the same in every epoch.
    let order = RandomStream(seed: seed, name: "validation-order").permutation(validation.count)
    let batches = max(1, validation.count / configuration.batchSize)
    let random = RandomStream(seed: seed, name: "validation")
    var sum = 0.0
    for batch in 0..<batches {
      let items = Array(order[validation.count * batch / batches..<validation.count * (batch + 1) / batches])
      let part = try embeddings.gather(items.map(Int32.init))
      let figures = try loss(items.map { validation[$0] }, part, random: random, isTraining: false) { _ in }
      sum += (figures["trainLoss"] ?? 0) * Double(items.count) / Double(validation.count)
    }
    var result = ["validationLoss": sum]
    for (side, pair) in zip(sides, contrastive.pairs) {
      let present = validation.indices.filter { side.embeddings.has(validation[$0]) }
      guard present.count > 1 else { continue }
      let names = present.map { "\(identities[validation[$0]])" }
      let ranks = try JointSpace.ranks(
        queries: try pair.modalityProjection(side.embeddings.tensor(present.map { validation[$0] }), mode: .inference),
        queryIdentities: names,
        pool: try pair.graphProjection(try embeddings.gather(present.map(Int32.init)), mode: .inference),
        poolIdentities: names, similarity: pair.objective.similarity, poolSizes: [Self.validationPool], seed: seed)
      for k in [1, 10] {
        result["\(side.modality).top\(k)"] =
          Double(ranks[0].ranks.count { $0 <= k }) / Double(ranks[0].ranks.count)
      }
    }
    return result
  }
}
