internal import ACML
internal import Chemistry
internal import Foundation
internal import NeuralNetworks
internal import Tensors

/// The laws of `ModalityEncoder`, and of the task that makes its weights.
struct ModalityEncoderLaws {
  let descriptor: ModalityEncoderDescriptor
  let samples: [Sample]
  let settings: SettingNode?
  /// Where finished weights lie, for an encoder that isn't pre-trained here.
  let weights: URL?
  let log: PluginLog

  private var input: String { "\(samples.count) samples" }

  /// The settings without a default that an encoder needs and was not given; those of list entries come with their list.
  private var missing: [String] {
    guard weights == nil, settings == nil else { return [] }
    let schema = descriptor.weights.contains(.none) ? descriptor.loading : descriptor.component.settings
    return schema.required.filter { !$0.contains("[]") }
  }

  private func load(_ folder: URL, as kind: WeightKind = .saved) throws -> any ModalityEncoder {
    try descriptor.load(folder, ModalityEncoderContext(weights: kind, log: log))
  }

  private func makeTask() throws -> (any PretrainingTask)? {
    try descriptor.makePretrainingTask(
      encoder: settings, task: nil, samples: samples,
      PretrainingContext(random: RandomStream(seed: 3, name: "pretraining"), log: log))
  }

  private func make() throws -> any ModalityEncoder {
    if let weights {
      let marker = weights.appending(path: WeightKind.savedMarker)
      guard descriptor.weights.contains(.folder), !FileManager.default.fileExists(atPath: marker.path) else {
        return try load(weights)
      }
      return try descriptor.load(weights, settings: settings, ModalityEncoderContext(weights: .folder, log: log))
    }
    if descriptor.weights.contains(.none) {
      return try descriptor.load(
        URL(filePath: "/"), settings: settings, ModalityEncoderContext(weights: .none, log: log))
    }
    guard let task = try makeTask() else {
      throw Violation(reason: "it has no pre-training, and no weights were given")
    }
    return try task.makeEncoder()
  }

  func run(_ examination: Examination) {
    examination.examineSettings(descriptor.component.settings, of: descriptor.component.id)
    if let pretraining = descriptor.pretraining {
      examination.examineSettings(pretraining, of: "the pre-training of \(descriptor.component.id)")
    }
    examination.examineSettings(descriptor.loading, of: "a pair with \(descriptor.component.id)")
    guard weights != nil || descriptor.pretraining != nil || descriptor.weights.contains(.none) else {
      return examination.leaveOut(.builds, on: input, "it isn't pre-trained here; give its weights with --weights")
    }
    guard missing.isEmpty else {
      return examination.leaveOut(
        .builds, on: input, "\(missing.joined(separator: ", ")) has no default; give a value with --set")
    }
    var built: (any ModalityEncoder)?
    examination.examine(.builds, on: settings?.inline ?? "default settings, \(input)") {
      let encoder = try make()
      built = encoder
      try require(!encoder.fingerprint.isEmpty, "its fingerprint is empty")
      return "width \(encoder.embeddingDimensions)"
    }
    guard let encoder = built else { return }
    examineShape(encoder, examination)
    guard examination.holds(.shape) else { return }
    examineValues(encoder, examination)
    examineFailures(encoder, examination)
    examinePretraining(examination)
    examineUse(encoder, examination)
  }

  private func embeddings(_ encoder: any ModalityEncoder, _ samples: [Sample]) throws -> Tensor {
    try encoder.encode(samples).embeddings
  }

  private func examineShape(_ encoder: any ModalityEncoder, _ examination: Examination) {
    examination.examine(.shape, on: input) {
      try check(try encoder.encode(samples), of: samples.count, encoder)
      let encoded = try encoder.encode(samples)
      if let failure = encoded.failures.first {
        throw Violation(
          input: samples.indices.contains(failure.index) ? name(samples[failure.index]) : nil,
          reason: "a good sample can't be encoded: \(failure.reason)")
      }
      try require(!encoded.embeddings.hasGradient, "the embeddings still lead to parameters: detach them")
      return nil
    }
    examination.examine(.shape, on: "an empty batch") {
      try check(try encoder.encode([]), of: 0, encoder)
      return nil
    }
  }

  /// Every sample once, in ascending order, as a row or as a failure.
  private func check(_ encoded: EncodedSamples, of count: Int, _ encoder: any ModalityEncoder) throws {
    let expected = [encoded.rows.count, encoder.embeddingDimensions]
    let found = encoded.embeddings.shape
    try require(found == expected, "found the shape \(found), expected \(expected): a row for each of `rows`")
    let failed = encoded.failures.map(\.index)
    try require(
      encoded.rows == encoded.rows.sorted() && failed == failed.sorted(), "rows or failures are not in ascending order")
    try require(
      (encoded.rows + failed).sorted() == Array(0..<count),
      "rows \(encoded.rows) and failures \(failed) are not each of the \(count) samples once")
  }

  private func examineValues(_ encoder: any ModalityEncoder, _ examination: Examination) {
    examination.examine(.finite, on: input) {
      let embeddings = try embeddings(encoder, samples)
      for (index, sample) in samples.enumerated() {
        let row = try embeddings.row(index)
        try require(row.isFinite, on: name(sample), "its embedding has values that are not finite")
        try require(row.values.contains { $0 != 0 }, on: name(sample), "its embedding is all zeros")
      }
      return nil
    }
    examination.examine(.deterministic, on: input) {
      let first = try embeddings(encoder, samples)
      try require(try embeddings(encoder, samples).isIdentical(to: first), "a second call gives other bits")
      let again = try make()
      try require(again.fingerprint == encoder.fingerprint, "made again from the same seed it has another fingerprint")
      try require(
        try embeddings(again, samples).isIdentical(to: first), "made again from the same seed it gives other bits")
      return nil
    }
    examination.examine(.distinct, on: input, after: [.finite, .deterministic]) {
      let embeddings = try embeddings(encoder, samples)
      for index in samples.indices.dropFirst() where samples[index].identity != samples[0].identity {
        if try !embeddings.row(index).isIdentical(to: embeddings.row(0)) { return nil }
      }
      throw Violation(reason: "all samples have the same embedding")
    }
    examination.examine(.batch, on: input, after: [.finite, .deterministic]) {
      let together = try embeddings(encoder, samples)
      let reversed = try embeddings(encoder, samples.reversed())
      var greatest: Float = 0
      for (index, sample) in samples.enumerated() {
        let alone = try embeddings(encoder, [sample])
        for (place, found) in try [
          ("the batch", together.row(index)), ("the reversed batch", reversed.row(samples.count - 1 - index)),
        ] {
          let found = difference(found, alone)
          try require(
            found <= roundingTolerance, on: name(sample), "alone and in \(place) its embeddings differ by \(found)")
          greatest = max(greatest, found)
        }
      }
      return "greatest difference \(greatest)"
    }
  }

  private func examineFailures(_ encoder: any ModalityEncoder, _ examination: Examination) {
    let empty = Sample(identity: "nothing", smiles: "", molecule: nil)
    examination.examine(.failures, on: "a sample with neither molecule nor measurement among good ones") {
      var batch = Array(samples.prefix(3))
      batch.insert(empty, at: min(1, batch.count))
      let encoded = try encoder.encode(batch)
      try check(encoded, of: batch.count, encoder)
      try require(
        encoded.failures.map(\.index) == [min(1, batch.count - 1)],
        "failures are reported for \(encoded.failures.map(\.index)), expected [1]")
      try require(encoded.failures.allSatisfy { !$0.reason.isEmpty }, "the failure has no reason")
      try require(encoded.embeddings.isFinite, "the rows of the good samples are not finite")
      let alone = try encoder.encode([empty])
      try check(alone, of: 1, encoder)
      try require(alone.rows.isEmpty, "alone, it is given an embedding")
      return nil
    }
  }

  private func examinePretraining(_ examination: Examination) {
    guard descriptor.pretraining != nil else { return }
    let batch = Array(samples.prefix(8))
    let training = { Mode.training(RandomStream(seed: 5, name: "step"), tracksStatistics: false) }
    examination.examine(.gradient, on: "pre-training on \(batch.count) samples", after: [.finite, .deterministic]) {
      guard let task = try makeTask() else { return nil }
      let (first, second) = (
        try task.loss(of: batch, mode: training()).loss, try task.loss(of: batch, mode: training()).loss
      )
      try require(first.isFinite, "the loss is not finite")
      try require(first.isIdentical(to: second), "the same random stream gives another loss")
      let validation = try task.loss(of: batch, mode: .inference).loss
      try require(validation.isFinite && validation.count == 1, "the loss of validation is not a finite number")
      return try GradientCheck(parameters: task.namedParameters) { try task.loss(of: batch, mode: training()).loss }
        .run()
    }
    examination.examine(.pure, on: "pre-training on \(batch.count) samples", after: [.deterministic]) {
      guard let task = try makeTask() else { return nil }
      let encoder = try task.makeEncoder()
      let before = (task.snapshot, try embeddings(encoder, batch))
      _ = try task.loss(of: batch, mode: .inference)
      let changed = task.firstDifference(from: before.0)
      try require(changed == nil, on: changed, "validation has changed it")
      for (_, parameter) in task.namedParameters {
        try parameter.assign(parameter.value.scaled(by: 1.5))
      }
      try require(
        try embeddings(encoder, batch).isIdentical(to: before.1),
        "an encoder changes with the task that it was made by: its weights must be copies")
      return nil
    }
  }

  private func examineUse(_ encoder: any ModalityEncoder, _ examination: Examination) {
    examination.examine(.saving, on: input, after: [.deterministic]) {
      try TemporaryFolder.use { folder in
        try encoder.save(to: folder)
        let loaded = try load(folder)
        try require(
          loaded.fingerprint == encoder.fingerprint,
          "the fingerprint was \(encoder.fingerprint) and is \(loaded.fingerprint)")
        try require(
          try embeddings(loaded, samples).isIdentical(to: embeddings(encoder, samples)),
          "the embeddings have other bits")
        return nil
      }
    }
    examination.examine(.saving, on: "an empty folder") {
      try TemporaryFolder.use { folder in
        do { _ = try load(folder) } catch { return nil }
        throw Violation(reason: "an encoder is loaded from nothing")
      }
    }
    examination.examineThreads(on: input) { try embeddings(encoder, samples) }
    examination.examine(.memory, on: input) { try MemoryCheck.run { _ = try encoder.encode(samples) } }
    let many = (0..<max(1, 96 / max(1, samples.count))).flatMap { _ in samples }
    if let seconds = try? medianSeconds({ _ = try encoder.encode(many) }) {
      examination.measure("encoding", "\(short(Double(many.count) / seconds)) samples/s")
    }
  }
}

/// What a sample is called in a finding.
func name(_ sample: Sample) -> String { sample.smiles.isEmpty ? sample.identity : sample.smiles }
