internal import ACML
internal import Foundation
internal import NeuralNetworks
internal import Tensors

/// The laws of `ContrastiveObjective`.
struct ObjectiveLaws {
  let descriptor: ObjectiveDescriptor
  let settings: SettingNode?

  private static let width = 12
  private static let count = 6
  private var input: String { "\(Self.count) pairs of width \(Self.width)" }

  private func make() throws -> any ContrastiveObjective {
    try descriptor.make(
      settings, at: "settings",
      ObjectiveContext(dimensions: Self.width, random: RandomStream(seed: 3, name: "objective")))
  }

  private func rows(_ count: Int, _ seed: UInt64) -> Tensor {
    noise([count, Self.width], RandomStream(seed: seed, name: "rows"))
  }

  /// - Parameter identities: those of the modality's rows; all different unless given.
  private func batch(
    _ graph: Tensor, _ modality: Tensor, pairs: Int? = nil, _ identities: [Int32]? = nil
  ) -> ContrastiveBatch {
    ContrastiveBatch(
      graph: graph, modality: modality, pairCount: pairs,
      identities: identities ?? (0..<Int32(modality.rows)).map { $0 })
  }

  func run(_ examination: Examination) {
    examination.examineSettings(descriptor.component.settings, of: descriptor.component.id)
    var built: (any ContrastiveObjective)?
    examination.examine(.builds, on: settings?.inline ?? "default settings") {
      let objective = try make()
      built = objective
      return "compares by \(objective.similarity.rawValue), \(objective.parameterCount) parameters"
    }
    guard let objective = built else { return }
    let plain = batch(rows(Self.count, 1), rows(Self.count, 2))
    examination.examine(.shape, on: input) {
      let loss = try objective(plain)
      try require(loss.count == 1, "the loss has the shape \(loss.shape), expected a scalar")
      return nil
    }
    guard examination.holds(.shape) else { return }
    examination.examine(.finite, on: input) {
      let loss = try objective(plain)
      try require(loss.isFinite, "the loss is \(try loss.scalar())")
      try require(objective.metrics.values.allSatisfy(\.isFinite), "a metric is not finite: \(objective.metrics)")
      return "loss \(short(Double(try loss.scalar())))"
    }
    examination.examine(.deterministic, on: input) {
      let (objective, other) = (try make(), try make())
      let loss = try objective(plain)
      try require(try objective(plain).isIdentical(to: loss), "a second call gives another loss")
      try require(try other(plain).isIdentical(to: loss), "a second objective of the same seed gives another loss")
      return nil
    }
    examinePairs(objective, examination)
    examineExtra(objective, examination)
    examineExtraGraphs(objective, examination)
    examineExtremes(examination)
    examineUse(objective, plain, examination)
  }

  private func examinePairs(_ objective: any ContrastiveObjective, _ examination: Examination) {
    examination.examine(.pairs, on: input, after: [.finite, .deterministic]) {
      let (graph, modality) = (rows(Self.count, 1), rows(Self.count, 2))
      let order: [Int32] = [3, 0, 5, 2, 1, 4]
      let loss = try objective(batch(graph, modality))
      let reordered = try objective(batch(graph.gather(order), modality.gather(order)))
      try require(
        difference(reordered, loss) <= roundingTolerance,
        "pairs in another order cost \(try reordered.scalar()) instead of \(try loss.scalar())")
      let agreeing = try objective(batch(graph, try graph + modality.scaled(by: 0.1))).scalar()
      let confused = try objective(batch(graph, try (graph + modality.scaled(by: 0.1)).gather(order))).scalar()
      try require(
        agreeing < confused, "partners that agree cost \(agreeing), partners that were exchanged \(confused)")
      return "\(short(Double(agreeing))) against \(short(Double(confused)))"
    }
    examination.examine(.gradient, on: input, after: [.finite, .deterministic]) {
      try checkGradient()
    }
  }

  /// - Parameters:
  ///   - extra: rows of the modality beyond the pairs.
  ///   - graphs: graphs beyond the pairs.
  private func checkGradient(extra: Int = 0, graphs: Int = 0) throws -> String {
    let objective = try make()
    let sides = [Parameter(rows(Self.count + graphs, 4)), Parameter(rows(Self.count + extra, 5))]
    let identities = [0, 1, 0, 3, 4, 5, 3, 7, 8].prefix(Self.count + extra).map(Int32.init)
    let named = [("the graphs' side", sides[0]), ("the modality's side", sides[1])]
    return try GradientCheck(parameters: named + objective.namedParameters.map { ($0.name, $0.parameter) }) {
      try objective(batch(sides[0].tensor, sides[1].tensor, pairs: Self.count, identities))
    }.run()
  }

  /// Whether rows beyond the pairs are taken; an objective may refuse them with an error.
  private func takesExtra(_ objective: any ContrastiveObjective) -> Bool {
    (try? objective(batch(rows(Self.count, 1), rows(Self.count + 3, 2)))) != nil
  }

  private func examineExtra(_ objective: any ContrastiveObjective, _ examination: Examination) {
    guard takesExtra(objective) else {
      return examination.leaveOut(
        .duplicates, on: "\(Self.count) pairs and 3 further rows", "it refuses negatives beyond the batch, as it may")
    }
    examination.examine(.gradient, on: "\(Self.count) pairs and 3 further rows", after: [.finite, .deterministic]) {
      try checkGradient(extra: 3)
    }
    examination.examine(.duplicates, on: "further rows of the same compounds", after: [.finite, .deterministic]) {
      // A further row that is a duplicate of all graphs may hold anything.
      let (graph, modality) = (rows(2, 1), rows(2, 2))
      let identities: [Int32] = [7, 7, 7, 7]
      let losses = try [8, 9].map { seed in
        try objective(batch(graph, .concatenated([modality, rows(2, UInt64(seed)).scaled(by: 5)]), identities))
      }
      try require(
        difference(losses[0], losses[1]) <= roundingTolerance,
        "the loss changes with rows that show the compounds of all graphs: \(try losses.map { try $0.scalar() })")
      return nil
    }
  }

  /// Graphs beyond the pairs, of molecules without a sample; an objective may refuse them with an error.
  private func examineExtraGraphs(_ objective: any ContrastiveObjective, _ examination: Examination) {
    let input = "\(Self.count) pairs and 2 further graphs"
    let (graph, modality) = (rows(Self.count, 1), rows(Self.count, 2))
    let loss = { (further: Tensor) in
      try objective(batch(.concatenated([graph, further]), modality, pairs: Self.count)).scalar()
    }
    guard (try? loss(rows(2, 3))) != nil else {
      return examination.leaveOut(.pairs, on: input, "it refuses negatives beyond the batch, as it may")
    }
    examination.examine(.gradient, on: input, after: [.finite, .deterministic]) { try checkGradient(graphs: 2) }
    examination.examine(.pairs, on: input, after: [.finite, .deterministic]) {
      let samples = try modality.rows(0..<2)
      let (alike, opposite) = (try loss(samples), try loss(samples.scaled(by: -1)))
      try require(
        alike >= opposite - roundingTolerance,
        "further graphs that look like two samples cost \(alike), the opposite ones \(opposite): no negative may help")
      return nil
    }
  }

  private func examineExtremes(_ examination: Examination) {
    let cases: [(String, Tensor, Tensor)] = [
      ("one pair", rows(1, 1), rows(1, 2)),
      ("equal rows", .full([4, Self.width], 1), .full([4, Self.width], 1)),
      ("opposite rows", .full([4, Self.width], 1), .full([4, Self.width], -1)),
      ("rows of zeros", .zeros([4, Self.width]), .zeros([4, Self.width])),
      ("rows of length 10,000", rows(4, 1).scaled(by: 3e3), rows(4, 2).scaled(by: 3e3)),
    ]
    for (name, graph, modality) in cases {
      examination.examine(.extremes, on: name, after: [.finite]) {
        let objective = try make()
        let sides = [Parameter(graph), Parameter(modality)]
        let loss = try objective(batch(sides[0].tensor, sides[1].tensor))
        try require(loss.isFinite, "the loss is \(try loss.scalar())")
        if loss.hasGradient { try loss.backward() }
        let gradients = (sides + objective.parameters).compactMap(\.gradient)
        try require(gradients.allSatisfy(\.isFinite), "a gradient is not finite")
        return nil
      }
    }
  }

  private func examineUse(
    _ objective: any ContrastiveObjective, _ batch: ContrastiveBatch, _ examination: Examination
  ) {
    examination.examine(.saving, on: input, after: [.deterministic]) {
      let (original, other) = (try make(), try make())
      for (_, parameter) in original.namedParameters { try parameter.assign(parameter.value.scaled(by: 0.9)) }
      try TemporaryFolder.use { folder in
        let file = folder.appending(path: "objective.safetensors")
        try original.save(to: file)
        try other.load(from: try SafetensorsFile(file))
      }
      try require(
        try other(batch).isIdentical(to: original(batch)),
        "its parameters, saved and loaded into another objective, give another loss")
      return nil
    }
    examination.examine(.memory, on: input) { try MemoryCheck.run { _ = try objective(batch) } }
    let sides = [Parameter(rows(256, 1)), Parameter(rows(256, 2))]
    let large = { self.batch(sides[0].tensor, sides[1].tensor) }
    if let seconds = try? medianSeconds({ try objective(large()).backward() }) {
      examination.measure("forward and backward of 256 pairs", "\(short(1e3 * seconds)) ms")
    }
  }
}
