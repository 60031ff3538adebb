public import ACML
public import Foundation
internal import NeuralNetworks
internal import Tensors

/// The verb `pretrain`: makes the weights of a modality encoder, which is then frozen.
public enum EncoderPretraining {
  /// Pre-trains on the training part, or takes up a run that was interrupted.
  ///
  /// The run folder holds the encoder in `encoders/<its id>/`, and can be named as weights in a training.
  /// Parameters and errors as for ``ContrastiveTraining/run(_:catalog:output:resume:store:progress:)``.
  public static func run(
    _ file: ExperimentFile<PretrainingConfiguration>, catalog: PluginCatalog, output: URL, resume: Bool = false,
    progress: any ProgressObserver = SilentProgress()
  ) throws -> RunSummary {
    let configuration = file.configuration
    if let done = try RunSession.finished(file, kind: .pretrain, at: output, resume: resume, progress: progress) {
      return done
    }
    let descriptor = try catalog.modalityEncoder(configuration.encoder)
    let data = try ExperimentData(
      configuration, catalog: catalog, saved: ContrastiveTraining.savedSplit(output, resume: resume),
      keepsMolecules: true, progress: progress)
    if let heldOut = configuration.data.heldOut { try data.refuse(SavedSplit(URL(filePath: heldOut.path))) }
    let readable = Set(data.dataset.rows(of: descriptor.modalities.map(\.rawValue)))
    let training = try data.samples(data.split.rows(of: .train).filter(readable.contains))
    let validation = try data.samples(data.split.rows(of: .validation).filter(readable.contains))
    let made = try descriptor.makePretrainingTask(
      encoder: configuration.settings, task: configuration.pretraining, samples: training,
      PretrainingContext(
        random: RandomStream(seed: UInt64(configuration.seed), name: "initial-weights"), log: PluginLog(progress)))
    guard let pretraining = made else {
      throw TrainingError.unsuitable("the encoder \(configuration.encoder) isn't pre-trained here")
    }
    let task = try PretrainingAdapter(
      pretraining, training: training, validation: validation,
      configuration: configuration.training, seed: UInt64(configuration.seed))
    let session = try RunSession(
      file, kind: .pretrain, at: output, resume: resume, plugins: catalog.provenance(of: [configuration.encoder]),
      data: data)
    progress.message(
      "\(configuration.encoder) with \(pretraining.parameterCount) parameters; \(task.itemCount) samples to learn from; "
        + "\(ThreadPool.shared.threads) threads")
    return try session.complete(task, configuration, data: data, progress: progress) {
      try FrozenEncoder.save(
        try pretraining.makeEncoder(), id: configuration.encoder,
        to: session.folder.encoder(configuration.encoder))
    }
  }
}

/// A plugin's pre-training as the loop sees it.
private final class PretrainingAdapter: TrainingTask {
  private let pretraining: any PretrainingTask
  private let training: [Sample]
  private let validation: [Sample]
  private let configuration: LoopConfiguration
  private let seed: UInt64
  let metricNames: [String]

  init(
    _ pretraining: any PretrainingTask, training: [Sample], validation: [Sample], configuration: LoopConfiguration,
    seed: UInt64
  ) throws {
    self.pretraining = pretraining
    self.training = training
    self.validation = validation
    self.configuration = configuration
    self.seed = seed
    if training.count < 2 { throw TrainingError.tooFew(what: "samples to train on", found: training.count, needed: 2) }
    // A first look tells which figures the task gives besides the loss.
    let probe = Array(training.prefix(min(8, training.count)))
    let figures = try Gradients.disabled { try pretraining.loss(of: probe, mode: .inference) }.metrics.keys.sorted()
    metricNames =
      ["trainLoss"] + figures + (validation.isEmpty ? [] : ["validationLoss"] + figures.map { "validation.\($0)" })
  }

  var model: any Module { pretraining }
  var itemCount: Int { training.count }
  var selection: (metric: String, higherIsBetter: Bool) { ("validationLoss", false) }

  func step(_ items: [Int], random: RandomStream) throws -> [String: Double] {
    // The loss is a mean over samples or tokens: pieces weighted by their share of the samples.
    let pieces = min(configuration.accumulation, items.count)
    var figures: [String: Double] = [:]
    for piece in 0..<pieces {
      let part = items[items.count * piece / pieces..<items.count * (piece + 1) / pieces].map { training[$0] }
      let share = Double(part.count) / Double(items.count)
      let result = try pretraining.loss(of: part, mode: .training(random.child("piece", piece)))
      figures["trainLoss", default: 0] += share * Double(try result.loss.scalar())
      for (name, value) in result.metrics { figures[name, default: 0] += share * value }
      try (pieces == 1 ? result.loss : result.loss.scaled(by: Float(share))).backward()
    }
    return figures
  }

  func validate() throws -> [String: Double] {
    var figures: [String: Double] = [:]
    for start in stride(from: 0, to: validation.count, by: configuration.batchSize) {
      let part = Array(validation[start..<min(validation.count, start + configuration.batchSize)])
      let share = Double(part.count) / Double(validation.count)
      let result = try pretraining.loss(of: part, mode: .inference)
      figures["validationLoss", default: 0] += share * Double(try result.loss.scalar())
      for (name, value) in result.metrics { figures["validation.\(name)", default: 0] += share * value }
    }
    return figures
  }
}
