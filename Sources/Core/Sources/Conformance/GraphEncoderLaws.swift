internal import ACML
internal import Chemistry
internal import Foundation
internal import NeuralNetworks
internal import Synchronization
internal import Tensors

/// The laws of `GraphEncoder`.
struct GraphEncoderLaws {
  let descriptor: GraphEncoderDescriptor
  let features: GraphFeatures
  let settings: SettingNode?

  private var input: String { "\(Molecules.all.count) molecules, \(features.rawValue) features" }

  private func make(seed: UInt64 = 3) throws -> any GraphEncoder {
    try descriptor.make(
      settings, at: "settings",
      GraphEncoderContext(features: features, random: RandomStream(seed: seed, name: "weights")))
  }

  private func batch(_ smiles: [String]) throws -> GraphBatch { try Molecules.graphs(smiles, features) }

  private func infer(_ encoder: any GraphEncoder, _ smiles: [String]) throws -> Tensor {
    let graphs = try batch(smiles)
    return try Gradients.disabled { try encoder(graphs, mode: .inference) }
  }

  private func training(_ seed: UInt64 = 5) -> Mode {
    .training(RandomStream(seed: seed, name: "dropout"), tracksStatistics: false)
  }

  func run(_ examination: Examination) {
    examination.examineSettings(descriptor.component.settings, of: descriptor.component.id)
    var built: (any GraphEncoder)?
    examination.examine(.builds, on: settings?.inline ?? "default settings") {
      let encoder = try make()
      built = encoder
      return "\(encoder.parameterCount) parameters, width \(encoder.embeddingDimensions)"
    }
    guard let encoder = built else { return }
    examination.examine(.shape, on: input) {
      let embeddings = try infer(encoder, Molecules.all)
      let expected = [Molecules.all.count, encoder.embeddingDimensions]
      try require(embeddings.shape == expected, "found the shape \(embeddings.shape), expected \(expected)")
      return nil
    }
    guard examination.holds(.shape) else { return }
    examineValues(encoder, examination)
    examineSymmetries(encoder, examination)
    examineTraining(examination)
    examineUse(encoder, examination)
  }

  private func examineValues(_ encoder: any GraphEncoder, _ examination: Examination) {
    examination.examine(.finite, on: input) {
      let embeddings = try infer(encoder, Molecules.all)
      for (index, smiles) in Molecules.all.enumerated() {
        let row = try embeddings.row(index)
        try require(row.isFinite, on: smiles, "its embedding has values that are not finite")
        try require(row.values.contains { $0 != 0 }, on: smiles, "its embedding is all zeros")
      }
      return nil
    }
    examination.examine(.deterministic, on: input) {
      let first = try infer(encoder, Molecules.all)
      try require(try infer(encoder, Molecules.all).isIdentical(to: first), "a second call gives other bits")
      try require(
        try infer(make(), Molecules.all).isIdentical(to: first), "a second encoder of the same seed gives other bits")
      let graphs = try batch(Molecules.all)
      let trained = try [make(), make()].map { encoder in try encoder(graphs, mode: training()) }
      try require(trained[0].isIdentical(to: trained[1]), "in training, the same random stream gives other bits")
      return nil
    }
    examination.examine(.distinct, on: input, after: [.finite, .deterministic]) {
      let embeddings = try infer(encoder, Molecules.ordinary)
      for (index, smiles) in Molecules.ordinary.enumerated().dropFirst() {
        try require(
          try !embeddings.row(index).isIdentical(to: embeddings.row(0)), on: "\(smiles) and \(Molecules.ordinary[0])",
          "they have the same embedding")
      }
      return nil
    }
  }

  private func examineSymmetries(_ encoder: any GraphEncoder, _ examination: Examination) {
    examination.examine(.smallGraphs, on: list(Molecules.withoutBonds), after: [.finite]) {
      for smiles in Molecules.withoutBonds.map({ [$0] }) + [Molecules.withoutBonds] {
        do {
          try require(try infer(encoder, smiles).isFinite, on: list(smiles), "values are not finite")
          let fresh = try make()
          let embeddings = try fresh(batch(smiles), mode: training())
          try require(embeddings.isFinite, on: list(smiles), "in training, values are not finite")
          try embeddings.sum().backward()
        } catch  where !(error is Violation) {
          throw Violation(input: list(smiles), reason: "threw an error: \(error)")
        }
      }
      return nil
    }
    examination.examine(.batch, on: input, after: [.finite, .deterministic]) {
      let together = try infer(encoder, Molecules.all)
      let reversed = try infer(encoder, Molecules.all.reversed())
      var greatest: Float = 0
      for (index, smiles) in Molecules.all.enumerated() {
        let alone = try infer(encoder, [smiles])
        let inBatch = difference(try together.row(index), alone)
        try require(
          inBatch <= roundingTolerance, on: smiles,
          "alone and in the batch its embeddings differ by \(inBatch)")
        let inReversed = difference(try reversed.row(Molecules.all.count - 1 - index), alone)
        try require(
          inReversed <= roundingTolerance, on: smiles,
          "alone and in the reversed batch its embeddings differ by \(inReversed)")
        greatest = max(greatest, inBatch, inReversed)
      }
      return "greatest difference \(greatest)"
    }
    examination.examine(.atomOrder, on: "\(Molecules.respelled.count) molecules", after: [.finite, .deterministic]) {
      for (first, second) in Molecules.respelled {
        let found = difference(try infer(encoder, [first]), try infer(encoder, [second]))
        try require(
          found <= roundingTolerance, on: "\(first) and \(second)",
          "the same molecule with its atoms in another order has an embedding that differs by \(found)")
      }
      return nil
    }
  }

  private func examineTraining(_ examination: Examination) {
    let molecules = ["CC(=O)Oc1ccccc1C(=O)O", "C/C=C\\C", "O", "[Na+].[Cl-]", "CS(=O)(=O)N", "N#Cc1ccncc1"]
    examination.examine(.gradient, on: list(molecules), after: [.finite, .deterministic]) {
      let encoder = try make(seed: 4)
      let random = RandomStream(seed: 11, name: "weights of the sum")
      // Parameters that begin at 0 or 1 would hide mistakes.
      for (_, parameter) in encoder.namedParameters {
        try parameter.assign(parameter.value + noise(parameter.shape, random).scaled(by: 0.02))
      }
      let graphs = try batch(molecules)
      let weight = noise([molecules.count, encoder.embeddingDimensions], random)
      return try GradientCheck(parameters: encoder.namedParameters) {
        try (encoder(graphs, mode: training()) * weight).sum()
      }.run()
    }
  }

  private func examineUse(_ encoder: any GraphEncoder, _ examination: Examination) {
    examination.examine(.pure, on: input, after: [.deterministic]) {
      let before = encoder.snapshot
      _ = try infer(encoder, Molecules.all)
      let changed = encoder.firstDifference(from: before)
      try require(changed == nil, on: changed, "inference has changed it")
      return nil
    }
    examination.examine(.saving, on: input, after: [.deterministic]) {
      let (original, other) = (try make(seed: 8), try make(seed: 9))
      _ = try original(batch(Molecules.all), mode: .training(RandomStream(seed: 1, name: "dropout")))
      try TemporaryFolder.use { folder in
        let file = folder.appending(path: "encoder.safetensors")
        try original.save(to: file)
        try other.load(from: try SafetensorsFile(file))
      }
      try require(
        try infer(other, Molecules.all).isIdentical(to: infer(original, Molecules.all)),
        "the parameters and buffers, saved and loaded into another encoder, give another result; "
          + "is there state that is neither?")
      return nil
    }
    examination.examineThreads(on: input) { try infer(encoder, Molecules.all) }
    examination.examine(.memory, on: input) {
      let graphs = try batch(Molecules.all)
      return try MemoryCheck.run { _ = try Gradients.disabled { try encoder(graphs, mode: .inference) } }
    }
    examination.examine(.memory, on: "\(input), forward and backward", after: [.gradient]) {
      let graphs = try batch(Molecules.all)
      return try MemoryCheck.run {
        try encoder(graphs, mode: training()).sum().backward()
        for parameter in encoder.parameters { parameter.gradient = nil }
      }
    }
    guard let graphs = try? batch((0..<6).flatMap { _ in Molecules.ordinary }) else { return }
    if let seconds = try? medianSeconds({ _ = try Gradients.disabled { try encoder(graphs, mode: .inference) } }) {
      examination.measure("inference", "\(short(Double(graphs.graphCount) / seconds)) molecules/s")
    }
    if let seconds = try? medianSeconds({ try encoder(graphs, mode: training()).sum().backward() }) {
      examination.measure("forward and backward", "\(short(Double(graphs.graphCount) / seconds)) molecules/s")
    }
  }
}
