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

  /// A molecule to learn from: the rows that show it, for each side those with an embedding.
  private struct Compound {
    let rows: [[Int]]
  }

  /// A compound as one step sees it.
  private struct View {
    /// The row whose graph is encoded.
    let graph: Int
    /// For each side the row whose embedding is taken; `nil` where the compound has none.
    let rows: [Int?]
  }

  private let contrastive: ContrastiveModel
  private let sides: [Side]
  private let graphs: GraphStore
  /// For each row of the dataset a number that rows of the same compound share.
  private let identities: [Int32]
  private let training: [Compound]
  /// The compounds of the validation part, each by its first rows.
  private let validation: [View]
  /// Rows of molecules without a sample, which compete as graphs.
  private let library: [Int]
  private let isomers: IsomerOrder?
  private let configuration: LoopConfiguration
  private let seed: UInt64

  /// Ranks in validation are taken in pools of at most this size.
  private static let validationPool = 1000

  /// - Parameter formulas: the formula of each row of `training`, where isomers are to come together.
  init(
    model: ContrastiveModel, sides: [Side], graphs: GraphStore, identities: [Int32], training: [Int],
    formulas: [Int: String]?, validation: [Int], library: [Int] = [], configuration: LoopConfiguration, seed: UInt64
  ) throws {
    contrastive = model
    self.sides = sides
    self.graphs = graphs
    self.identities = identities
    self.library = library
    let compounds = { (rows: [Int]) in
      var order: [Int32] = []
      var rowsOf: [Int32: [Int]] = [:]
      for row in rows where graphs.has(row) {
        if rowsOf[identities[row]] == nil { order.append(identities[row]) }
        rowsOf[identities[row], default: []].append(row)
      }
      return order.map { identity in
        Compound(rows: sides.map { side in (rowsOf[identity] ?? []).filter(side.embeddings.has) })
      }.filter { !$0.rows.allSatisfy(\.isEmpty) }
    }
    let learned = compounds(training)
    self.training = learned
    isomers = formulas.map { formulas in
      IsomerOrder(
        formulas: learned.map { compound in
          compound.rows.lazy.compactMap(\.first).first.flatMap { formulas[$0] } ?? ""
        })
    }
    self.validation = compounds(validation).compactMap { compound in Self.view(compound) { $0.first } }
    self.configuration = configuration
    self.seed = seed
    if self.training.count < 2 {
      throw TrainingError.tooFew(what: "molecules to train on", found: self.training.count, needed: 2)
    }
  }

  /// A compound by one row a side; the graph is that of the first of them, so that it is the molecule of a sample.
  private static func view(_ compound: Compound, choose: ([Int]) -> Int?) -> View? {
    let rows = compound.rows.map(choose)
    return rows.lazy.compactMap(\.self).first.map { View(graph: $0, rows: rows) }
  }

  var model: any Module { contrastive }
  var itemCount: Int { training.count }
  var selection: (metric: String, higherIsBetter: Bool) {
    configuration.selection == .bestRetrieval ? ("validationMRR", true) : ("validationLoss", false)
  }

  var metricNames: [String] {
    let perPair = zip(sides, contrastive.pairs).flatMap { side, pair in
      let own = pair.objective.metrics.keys.sorted().map { "\(side.modality).\($0)" }
      let validated = validation.isEmpty ? [] : ["\(side.modality).top1", "\(side.modality).top10"]
      return (sides.count > 1 ? ["\(side.modality).trainLoss"] : []) + own + validated
    }
    return ["trainLoss"] + (validation.isEmpty ? [] : ["validationLoss", "validationMRR"]) + perPair
  }

  func order(_ random: RandomStream) -> [Int] { isomers?.items(random) ?? random.permutation(itemCount) }

  // MARK: A step

  func step(_ items: [Int], random: RandomStream) throws -> [String: Double] {
    // Of several samples of a compound each step sees one.
    var choice = random.child("samples")
    let views = items.compactMap { item in Self.view(training[item]) { $0.randomElement(using: &choice) } }
    // One batch with those that compete, so that all are normalised by the same statistics.
    let rows = views.map(\.graph) + libraryNegatives(random: random.child("library"))
    // Several pieces give the very gradient of the whole batch: first all embeddings without a way back, then the loss and
    // the gradient of each embedding, then each piece again with its share (Gao et al., arXiv 2101.06983).
    let pieces = min(configuration.accumulation, max(1, rows.count / 2))
    guard pieces > 1 else {
      let embeddings = try encode(rows, mode: .training(random.child("graph")))
      return try loss(views, embeddings, random: random, isTraining: true) { try $0.backward() }
    }
    let parts = (0..<pieces).map { Array(rows[rows.count * $0 / pieces..<rows.count * ($0 + 1) / pieces]) }
    let first = try Gradients.disabled {
      try parts.enumerated().map { index, part in try encode(part, mode: .training(random.child("graph", index))) }
    }
    let leaf = Parameter(try Tensor.concatenated(first))
    let figures = try loss(views, leaf.tensor, random: random, isTraining: true) { try $0.backward() }
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
    try contrastive.graphEncoder(graphs.batch(rows), mode: mode)
  }

  /// The weighted loss of all pairs on some compounds, handed to `use` before its figures are read.
  /// - Parameter embeddings: those of the compounds' graphs, and behind them of graphs that only compete.
  private func loss(
    _ views: [View], _ embeddings: Tensor, random: RandomStream, isTraining: Bool, use: (Tensor) throws -> Void
  ) throws -> [String: Double] {
    var total: Tensor?
    var figures: [String: Double] = [:]
    let weights = sides.reduce(0) { $0 + $1.weight }
    for (index, (side, pair)) in zip(sides, contrastive.pairs).enumerated() {
      let present = views.indices.filter { views[$0].rows[index] != nil }
      // One molecule has nothing to be told apart from.
      guard present.count > 1 else { continue }
      let random = random.child("pair", index)
      let mode = isTraining ? Mode.training(random) : .inference
      let own = present.compactMap { views[$0].rows[index] }
      let others = isTraining ? extraNegatives(index, besides: own, random: random.child("negatives")) : []
      let competing = views.count..<embeddings.rows
      let graphSide =
        present.count == views.count ? embeddings : try embeddings.gather((present + competing).map(Int32.init))
      let batch = ContrastiveBatch(
        graph: try pair.graphProjection(graphSide, mode: mode),
        modality: try pair.modalityProjection(side.embeddings.tensor(own + others), mode: mode),
        pairCount: own.count,
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
  private func extraNegatives(_ side: Int, besides own: [Int], random: RandomStream) -> [Int] {
    guard configuration.extraNegatives > 0 else { return [] }
    var taken = Set(own)
    var chosen: [Int] = []
    var generator = random
    // Bounded, for a dataset of hardly more rows than asked for.
    for _ in 0..<4 * configuration.extraNegatives where chosen.count < configuration.extraNegatives {
      let compound = training[Int.random(in: 0..<training.count, using: &generator)]
      if let row = compound.rows[side].randomElement(using: &generator), taken.insert(row).inserted {
        chosen.append(row)
      }
    }
    return chosen
  }

  /// Rows of the library that compete in a step, each at most once.
  private func libraryNegatives(random: RandomStream) -> [Int] {
    guard configuration.libraryNegatives > 0 else { return [] }
    var generator = random
    var chosen: Set<Int> = []
    while chosen.count < min(configuration.libraryNegatives, library.count) {
      chosen.insert(library[Int.random(in: library.indices, using: &generator)])
    }
    return chosen.sorted()
  }

  // MARK: Validation

  func validate() throws -> [String: Double] {
    guard validation.count > 1 else { return [:] }
    let embeddings = try contrastive.graphEncoder.encode(
      validation.count, batch: { try graphs.batch(validation[$0].map(\.graph)) })
    // The loss depends on how many there are to be told apart, so it is taken over batches as in training, of compounds in an
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
    var reciprocal: [Double] = []
    for (index, (side, pair)) in zip(sides, contrastive.pairs).enumerated() {
      let present = validation.indices.filter { validation[$0].rows[index] != nil }
      guard present.count > 1 else { continue }
      let rows = present.compactMap { validation[$0].rows[index] }
      let names = rows.map { "\(identities[$0])" }
      let ranks = try JointSpace.ranks(
        queries: try pair.modalityProjection(side.embeddings.tensor(rows), mode: .inference), queryIdentities: names,
        pool: try pair.graphProjection(try embeddings.gather(present.map(Int32.init)), mode: .inference),
        poolIdentities: names, similarity: pair.objective.similarity, poolSizes: [Self.validationPool], seed: seed)[0]
      for k in [1, 10] {
        result["\(side.modality).top\(k)"] = Double(ranks.ranks.count { $0 <= k }) / Double(ranks.ranks.count)
      }
      reciprocal.append(ranks.ranks.reduce(0) { $0 + 1 / Double($1) } / Double(ranks.ranks.count))
    }
    if !reciprocal.isEmpty { result["validationMRR"] = reciprocal.reduce(0, +) / Double(reciprocal.count) }
    return result
  }
}
