public import ACML
internal import Foundation
internal import NeuralNetworks
internal import Tensors

/// What a training loop trains: a model, items to learn from, and a loss.
protocol TrainingTask: AnyObject {
  /// Everything that is learned or remembered.
  var model: any Module { get }
  /// How many items an epoch goes through.
  var itemCount: Int { get }
  /// Names of the figures that ``step(_:random:)`` and ``validate()`` give, for the header of the metrics.
  var metricNames: [String] { get }

  /// The items of an epoch in the order in which they are gone through.
  /// - Parameter random: the epoch's own stream.
  func order(_ random: RandomStream) -> [Int]

  /// Adds the gradient of the loss of some items to the parameters.
  /// - Parameter random: this step's own stream.
  /// - Returns: figures of the step, `trainLoss` among them.
  func step(_ items: [Int], random: RandomStream) throws -> [String: Double]

  /// Figures on the validation part, `validationLoss` among them; empty if there is none.
  func validate() throws -> [String: Double]

  /// The figure that tells which checkpoint is best, and whether higher is better.
  var selection: (metric: String, higherIsBetter: Bool) { get }
}

extension TrainingTask {
  func order(_ random: RandomStream) -> [Int] { random.permutation(itemCount) }
}

/// What a resumed run needs besides tensors; part of `state.json`.
struct LoopState: Codable, Equatable {
  /// Steps taken.
  var step = 0
  /// Epochs completed.
  var epoch = 0
  /// Batches of the current epoch that are done.
  var batch = 0
  /// Sums over the current epoch of each figure times its items, and of the items.
  var sums: [String: Double] = [:]
  var items = 0
  /// The best validation so far.
  var best: Best?

  struct Best: Codable, Equatable {
    let epoch: Int
    let metric: String
    let value: Double
  }
}

/// Goes through the items epoch by epoch, and leaves behind metrics, events and checkpoints.
///
/// Every random draw follows from the seed and the step's number, so that a run taken up from a checkpoint ends in the same
/// bits as one that never stopped.
struct TrainingLoop {
  let task: any TrainingTask
  let configuration: LoopConfiguration
  let seed: UInt64
  let folder: RunFolder
  let progress: any ProgressObserver

  /// Runs to the end, from the newest checkpoint if there is one.
  /// - Returns: the state at the end; the model holds the selected weights.
  func run() throws -> LoopState {
    let named = task.model.namedParameters.filter { !$0.parameter.isFrozen }
    let optimizer = configuration.optimizer.makeOptimizer(named)
    var state = LoopState()
    var best: [(name: String, value: Tensor)]?
    if folder.checkpoint != nil {
      let (saved, checkpoint) = try folder.readCheckpoint(LoopState.self)
      state = saved
      try task.model.load(from: SafetensorsFile(checkpoint.appending(path: "model.safetensors")))
      try optimizer.restore(from: checkpoint.appending(path: "optimizer.safetensors"), stepCount: state.step)
      let bestFile = checkpoint.appending(path: "best.safetensors")
      if exists(bestFile) { best = try SafetensorsFile(bestFile).allTensors() }
    }
    let batches = max(1, (task.itemCount + configuration.batchSize - 1) / configuration.batchSize)
    let total = batches * configuration.epochs
    let schedule = configuration.makeSchedule(totalSteps: total)
    let columns = ["epoch", "learningRate", "gradientNorm"] + task.metricNames
    let metrics = try MetricsLog(folder.metrics, columns: columns, resumingAt: state.step)
    let events = try EventLog(folder.events)
    let random = RandomStream(seed: seed, name: "training")
    try events.append(
      state.step == 0 ? "begin" : "resume",
      ["step": .integer(state.step), "totalSteps": .integer(total), "threads": .integer(ThreadPool.shared.threads)])
    progress.begin("training", total: total)

    var order: (epoch: Int, items: [Int])?
    while state.epoch < configuration.epochs {
      if order?.epoch != state.epoch {
        order = (state.epoch, task.order(random.child("order", state.epoch)))
      }
      let items = order?.items ?? []
      // Batches of an epoch differ by at most one item, so that none is left over.
      let start = items.count * state.batch / batches
      let batch = Array(items[start..<items.count * (state.batch + 1) / batches])
      let rate = schedule.rate(at: state.step)
      let figures = try step(batch, named, optimizer, rate: rate, random: random.child("step", state.step), state.step)
      for (name, value) in figures { state.sums[name, default: 0] += value * Double(batch.count) }
      state.items += batch.count
      state.step += 1
      state.batch += 1
      progress.advance(to: state.step, note: figures["trainLoss"].map { "loss \($0.formatted(digits: 4))" })

      var isSaved = false
      if state.batch == batches {
        try endEpoch(&state, &best, rate: rate, metrics: metrics, events: events)
        isSaved = state.epoch % configuration.validateEveryEpochs == 0 || state.epoch == configuration.epochs
        if isSaved { try save(state, optimizer, best) }
      }
      if let interval = configuration.checkpointEverySteps, state.step % interval == 0, !isSaved {
        try save(state, optimizer, best)
        isSaved = true
      }
      if Interruption.isRequested {
        if !isSaved { try save(state, optimizer, best) }
        try events.append("interrupted", ["step": .integer(state.step)])
        progress.end(note: nil)
        throw Interrupted(advice: "step \(state.step) of \(total) is saved; go on with --resume")
      }
    }
    if let best { try task.model.restore(best) }
    progress.end(note: state.best.map { "best epoch \($0.epoch), \($0.metric) \($0.value.formatted(digits: 4))" })
    try events.append("end", ["step": .integer(state.step)])
    return state
  }

  private func step(
    _ batch: [Int], _ parameters: [(name: String, parameter: Parameter)], _ optimizer: any Optimizer, rate: Float,
    random: RandomStream, _ step: Int
  ) throws -> [String: Double] {
    for (_, parameter) in parameters { parameter.gradient = nil }
    var figures = try task.step(batch, random: random)
    let norm = GradientNorm.total(parameters.map(\.parameter))
    guard norm.isFinite, figures.values.allSatisfy(\.isFinite) else {
      let name = parameters.first { $0.parameter.gradient?.isFinite == false }?.name
      throw TrainingError.notFinite(step: step, what: name.map { "the gradient of \($0)" } ?? "the loss")
    }
    figures["gradientNorm"] = Double(norm)
    let scale = configuration.gradientClipping.map { GradientNorm.clippingScale(norm: norm, maximum: Float($0)) } ?? 1
    optimizer.step(learningRate: rate, gradientScale: scale)
    return figures
  }

  private func endEpoch(
    _ state: inout LoopState, _ best: inout [(name: String, value: Tensor)]?, rate: Float, metrics: MetricsLog,
    events: EventLog
  ) throws {
    state.epoch += 1
    state.batch = 0
    var row = state.sums.mapValues { $0 / Double(max(1, state.items)) }
    (state.sums, state.items) = ([:], 0)
    if state.epoch % configuration.validateEveryEpochs == 0 || state.epoch == configuration.epochs {
      row.merge(try Gradients.disabled { try task.validate() }) { $1 }
      let (metric, higherIsBetter) = task.selection
      if configuration.selection == .bestValidation, let value = row[metric],
        state.best.map({ higherIsBetter ? value > $0.value : value < $0.value }) ?? true
      {
        state.best = LoopState.Best(epoch: state.epoch, metric: metric, value: value)
        best = task.model.snapshot()
      }
    }
    row["epoch"] = Double(state.epoch)
    row["learningRate"] = Double(rate)
    try metrics.append(step: state.step, row)
    try events.append("epoch", row.mapValues { .number($0) })
    progress.message(
      "epoch \(state.epoch)/\(configuration.epochs)  "
        + task.metricNames.compactMap { name in row[name].map { "\(name) \($0.formatted(digits: 4))" } }
        .joined(separator: "  "))
  }

  private func save(_ state: LoopState, _ optimizer: any Optimizer, _ best: [(name: String, value: Tensor)]?) throws {
    try folder.writeCheckpoint(state: state) { folder in
      try task.model.save(to: folder.appending(path: "model.safetensors"))
      try Safetensors.write(optimizer.state, to: folder.appending(path: "optimizer.safetensors"))
      if let best { try Safetensors.write(best, to: folder.appending(path: "best.safetensors")) }
    }
  }
}

/// What can go wrong in training that is no fault of a file.
public enum TrainingError: ClassifiedError, Equatable {
  /// A loss or a gradient that is infinite or not a number.
  case notFinite(step: Int, what: String)
  /// Too little to learn from.
  case tooFew(what: String, found: Int, needed: Int)
  /// A resumed run whose configuration is another.
  case differentConfiguration(path: String, differences: [String])
  /// A run that lacks what a task needs.
  case unsuitable(String)
  /// Held-out molecules that would be learned from.
  case leak(of: Int, among: Int, first: String)

  public var failureClass: FailureClass {
    switch self {
    case .notFinite, .tooFew, .leak: .data
    case .differentConfiguration, .unsuitable: .configuration
    }
  }

  public var description: String {
    switch self {
    case .notFinite(let step, let what):
      "step \(step): \(what) is not finite; try a lower learning rate, or training.gradientClipping: 1.0"
    case .tooFew(let what, let found, let needed):
      "there are \(found) \(what), but at least \(needed) are needed"
    case .differentConfiguration(let path, let differences):
      "\(path) was begun with another configuration (\(differences.joined(separator: "; "))); "
        + "resume it with the same one or choose another --output"
    case .unsuitable(let reason): reason
    case .leak(let count, let all, let first):
      "\(count) of \(all) rows to learn from show molecules that data.heldOut holds out, the first: \(first); give both "
        + "runs the same split, such as data.split.method skeleton-hash"
    }
  }
}

extension Double {
  /// So many significant digits, for people.
  func formatted(digits: Int) -> String { String(format: "%.\(digits)g", self) }
}

extension OptimizerConfiguration {
  func makeOptimizer(_ parameters: [(name: String, parameter: Parameter)]) -> any Optimizer {
    switch type {
    case .adamw:
      AdamW(
        parameters, weightDecay: Float(weightDecay), beta1: Float(beta1), beta2: Float(beta2), epsilon: Float(epsilon))
    case .sgd: SGD(parameters, momentum: Float(momentum), weightDecay: Float(weightDecay))
    }
  }
}

extension Module {
  /// Copies of all parameters and buffers, which no later step changes.
  func snapshot() -> [(name: String, value: Tensor)] { namedState.map { ($0.name, $0.state.value.copied()) } }

  /// Puts back values that were taken from this module or another of its shape.
  func restore(_ values: [(name: String, value: Tensor)]) throws {
    let values = Dictionary(uniqueKeysWithValues: values.map { ($0.name, $0.value) })
    for (name, state) in namedState { if let value = values[name] { try state.assign(value) } }
  }
}

extension Optimizer {
  fileprivate func restore(from file: URL, stepCount: Int) throws {
    let tensors = try SafetensorsFile(file).allTensors()
    try restore(state: Dictionary(uniqueKeysWithValues: tensors.map { ($0.name, $0.value) }), stepCount: stepCount)
  }
}

extension LoopConfiguration {
  func makeSchedule(totalSteps: Int) -> LearningRateSchedule {
    let shape: LearningRateSchedule.Shape =
      switch schedule.type {
      case .constant: .constant
      case .linear: .linear
      case .cosine: .cosine
      }
    return LearningRateSchedule(
      shape: shape, peak: Float(optimizer.learningRate), warmupSteps: min(schedule.warmupSteps, totalSteps),
      totalSteps: totalSteps, finalFraction: Float(schedule.finalFraction))
  }
}
