import ACML
import Chemistry
import Foundation
import NeuralNetworks
import Tensors

/// How the modality encoder of a test breaks a law.
enum ModalityFault: String, CaseIterable, SettingValue, Codable {
  case none, rowForBad, unsorted, zeroRow, batchMean, sharedWeights, newFingerprint, recorded, cutGradient, fickle
}

struct ModalityDoubleSettings: Settings {
  var fault = ModalityFault.none
  static let fields: [SettingField<Self>] = [.init("fault", \.fault, "which law to break")]
}

/// Counts of a SMILES' letters through one layer.
final class ModalityEncoderDouble: ModalityEncoder {
  let network: Linear
  let fault: ModalityFault
  let embeddingDimensions = 5
  var fingerprint: String {
    var digest = Digest()
    digest.add(network)
    return digest.text + (fault == .newFingerprint ? UUID().uuidString : "")
  }

  init(_ network: Linear, _ fault: ModalityFault) {
    self.network = network
    self.fault = fault
  }

  static func counts(_ samples: [Sample]) -> Tensor {
    .filled([samples.count, 26]) { values in
      values.update(repeating: 0.1)
      for (row, sample) in samples.enumerated() {
        for letter in sample.smiles.lowercased().utf8 where (97...122).contains(letter) {
          values[row * 26 + Int(letter) - 97] += 0.3
        }
      }
    }
  }

  func encode(_ samples: [Sample]) throws -> EncodedSamples {
    let rows = samples.indices.filter { fault == .rowForBad || samples[$0].hasMolecule }
    let failures = samples.indices.filter { !rows.contains($0) }
      .map { SampleFailure(index: $0, reason: "no molecule") }
    let encode = { try self.network(Self.counts(rows.map { samples[$0] })) }
    var result = fault == .recorded ? try encode() : try Gradients.disabled(encode)
    switch fault {
    case .zeroRow where rows.count > 2:
      result = try .concatenated([result.rows(0..<1).scaled(by: 0), result.rows(1..<rows.count)])
    case .batchMean where !rows.isEmpty: result = try result - .full(result.shape, result.mean().scalar())
    case .fickle: result = try result + .full([5], .random(in: 0...0.01))
    default: break
    }
    return EncodedSamples(
      embeddings: result, rows: fault == .unsorted ? rows.reversed() : rows, failures: failures)
  }

  func save(to folder: URL) throws {
    try network.save(to: folder.appending(path: "weights.safetensors"), metadata: ["fault": fault.rawValue])
  }

  static func load(_ folder: URL, _ fault: ModalityFault) throws -> ModalityEncoderDouble {
    let network = Linear(26, 5, random: .unused)
    try network.load(from: SafetensorsFile(folder.appending(path: "weights.safetensors")))
    return ModalityEncoderDouble(network, fault)
  }
}

/// Guesses the number of atoms.
final class AtomCountTask: PretrainingTask {
  let network: Linear
  let head: Linear
  private let fault: ModalityFault

  init(_ settings: ModalityDoubleSettings, random: RandomStream) {
    network = Linear(26, 5, random: random)
    head = Linear(5, 1, random: random)
    fault = settings.fault
  }

  func loss(of samples: [Sample], mode: Mode) throws -> PretrainingLoss {
    let target = try Tensor(samples.map { Float((try? $0.molecule.atomCount) ?? 0) / 10 }, shape: [samples.count, 1])
    let states = try network(ModalityEncoderDouble.counts(samples)).tanh()
    let guess = try head(fault == .cutGradient ? (states + states.detached()) : states)
    return PretrainingLoss(loss: try ((guess - target) * (guess - target)).mean())
  }

  func makeEncoder() throws -> any ModalityEncoder {
    if fault == .sharedWeights { return ModalityEncoderDouble(network, fault) }
    let copy = Linear(26, 5, random: .unused)
    for (target, source) in zip(copy.parameters, network.parameters) { try target.assign(source.value.copied()) }
    return ModalityEncoderDouble(copy, fault)
  }
}
