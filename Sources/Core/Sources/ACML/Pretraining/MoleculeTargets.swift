internal import Chemistry
internal import Foundation
public import NeuralNetworks
public import Tensors
internal import Synchronization

/// What an encoder's embedding is taught to tell of the molecule behind a sample.
public struct MoleculeTargetSettings: Settings, Equatable {
  public var fingerprintBits = 2048
  public var fingerprintRadius = 2
  public var descriptorWeight: Float = 0
  public var contrastWeight: Float = 0

  public static let fields: [SettingField<Self>] = [
    .init("fingerprintBits", \.fingerprintBits, in: 64...16_384, "length of the Morgan fingerprint to be predicted"),
    .init("fingerprintRadius", \.fingerprintRadius, in: 0...6, "its radius in bonds"),
    .init(
      "descriptorWeight", \.descriptorWeight, in: 0...100,
      "weight of the squared error of the standardised descriptors beside the fingerprint's loss; 0: none"),
    .init(
      "contrastWeight", \.contrastWeight, in: 0...100,
      "weight of telling the batch's molecules apart by their fingerprints, as pairs are told apart later; 0: none"),
  ]

  public init() {}
}

/// Pre-training heads from an embedding to the molecule: each bit of its Morgan fingerprint by a logistic unit, and, if
/// asked for, its descriptors by a linear map.
///
/// Shared by the plugins of all modalities whose encoders learn from structures.
public final class MoleculeTargets: Module {
  /// `[fingerprintBits, dimensions]`
  public let fingerprint: Linear
  public let descriptors: Linear?
  public let contrast: FingerprintContrast?
  private let settings: MoleculeTargetSettings
  /// Of each descriptor over the training part.
  private let statistics: [(mean: Double, deviation: Double)]
  private let known = Mutex<[String: Targets]>([:])

  private struct Targets {
    let fingerprint: Fingerprint
    let descriptors: [Double]

    init(of sample: Sample, _ settings: MoleculeTargetSettings) throws {
      let molecule = try sample.molecule
      fingerprint = try molecule.morganFingerprint(
        radius: settings.fingerprintRadius, bits: settings.fingerprintBits)
      descriptors = settings.descriptorWeight > 0 ? try molecule.descriptors().values : []
    }
  }

  /// - Parameters:
  ///   - dimensions: width of the embedding.
  ///   - settings: what is to be told.
  ///   - samples: the training part, by which descriptors are standardised and the biases of the bits begin.
  ///   - random: where initial weights are drawn from.
  public init(
    _ dimensions: Int, _ settings: MoleculeTargetSettings, samples: [Sample], random: RandomStream
  ) {
    self.settings = settings
    fingerprint = Linear(dimensions, settings.fingerprintBits, random: random.child("fingerprint"))
    let hasDescriptors = settings.descriptorWeight > 0
    var seen: Set<String> = []
    let training = samples.filter { seen.insert($0.smiles).inserted }.concurrentMap { sample in
      (smiles: sample.smiles, targets: try? Targets(of: sample, settings))
    }
    known.withLock { for (smiles, targets) in training { $0[smiles] = targets } }
    let targets = training.compactMap(\.targets)
    let values = hasDescriptors ? targets.map(\.descriptors) : []
    statistics = (values.first ?? []).indices.map { column in
      let mean = values.reduce(0) { $0 + $1[column] } / Double(values.count)
      let variance = values.reduce(0) { $0 + ($1[column] - mean) * ($1[column] - mean) } / Double(values.count)
      return (mean, max(variance.squareRoot(), 1e-6))
    }
    descriptors =
      statistics.isEmpty ? nil : Linear(dimensions, statistics.count, random: random.child("descriptors"))
    contrast =
      settings.contrastWeight > 0
      ? FingerprintContrast(dimensions, bits: settings.fingerprintBits, random: random.child("contrast")) : nil
    begin(atFrequenciesIn: targets.map(\.fingerprint))
  }

  /// Sets the biases to the log-odds of each bit, and makes the weights small. Otherwise the first thing that the embedding
  /// learns is that most bits are off, by one large component that all samples share and that hides what differs.
  private func begin(atFrequenciesIn fingerprints: [Fingerprint]) {
    var counts = [Float](repeating: 0, count: settings.fingerprintBits)
    for fingerprint in fingerprints { for bit in fingerprint.onBits { counts[bit] += 1 } }
    guard !fingerprints.isEmpty else { return }
    fingerprint.bias?.withMutableValue { values in
      for (bit, count) in counts.enumerated() {
        let share = (count + 0.5) / (Float(fingerprints.count) + 1)
        values[bit] = log(share / (1 - share))
      }
    }
    fingerprint.weight.withMutableValue { values in for index in values.indices { values[index] *= 0.1 } }
  }

  /// The mean over samples and bits of `−t log σ(x) − (1 − t) log(1 − σ(x))`, plus the weighted mean squared error of the
  /// descriptors; beside them `fingerprintCosine`, the mean cosine of predicted probabilities and true bits.
  /// - Parameters:
  ///   - embeddings: `[samples.count, dimensions]`.
  ///   - samples: one for each row; their molecules are the targets.
  ///   - mode: training or inference.
  /// - Throws: errors of the molecules, ``SampleFault``.
  public func loss(_ embeddings: Tensor, of samples: [Sample], mode: Mode = .inference) throws -> PretrainingLoss {
    let targets = try samples.concurrentMap { [self] sample in Result { try self.targets(of: sample) } }
      .map { try $0.get() }
    let bits = Tensor.filled([samples.count, settings.fingerprintBits]) { values in
      for (row, target) in targets.enumerated() {
        let row = UnsafeMutableBufferPointer(
          rebasing: values[row * settings.fingerprintBits..<(row + 1) * settings.fingerprintBits])
        row.update(repeating: 0)
        for bit in target.fingerprint.onBits { row[bit] = 1 }
      }
    }
    let logits = try fingerprint(embeddings)
    // −t log σ(x) − (1 − t) log(1 − σ(x)) = softplus(x) − t x
    var loss = try (logits.activated(.softplus) - logits * bits).mean()
    let cosine = try Gradients.disabled {
      try logits.sigmoid().l2Normalized().rowDots(bits.l2Normalized()).mean().scalar()
    }
    var metrics = ["fingerprintCosine": Double(cosine)]
    if let descriptors {
      let wanted = Tensor.filled([samples.count, statistics.count]) { values in
        for (row, target) in targets.enumerated() {
          for (column, (value, statistic)) in zip(target.descriptors, statistics).enumerated() {
            values[row * statistics.count + column] = Float((value - statistic.mean) / statistic.deviation)
          }
        }
      }
      let difference = try descriptors(embeddings) - wanted
      let error = try (difference * difference).mean()
      metrics["descriptorError"] = Double(try error.scalar())
      loss = try loss + error.scaled(by: settings.descriptorWeight)
    }
    if let contrast {
      let value = try contrast(embeddings, fingerprints: bits, mode: mode)
      metrics["contrast"] = Double(try value.scalar())
      loss = try loss + value.scaled(by: settings.contrastWeight)
    }
    return PretrainingLoss(loss: loss, metrics: metrics)
  }

  private func targets(of sample: Sample) throws -> Targets {
    if let targets = known.withLock({ $0[sample.smiles] }) { return targets }
    let targets = try Targets(of: sample, settings)
    known.withLock { $0[sample.smiles] = targets }
    return targets
  }
}

extension Descriptors {
  /// All of them, in the order of the properties.
  fileprivate var values: [Double] {
    [
      molecularWeight, logP, topologicalPolarSurfaceArea, Double(hydrogenBondDonors), Double(hydrogenBondAcceptors),
      Double(rotatableBonds), Double(ringCount), Double(chiralCenters), quantitativeEstimateOfDruglikeness,
    ]
  }
}
