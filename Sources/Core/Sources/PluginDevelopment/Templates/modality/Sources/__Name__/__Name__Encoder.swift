internal import ACML
internal import Foundation
internal import NeuralNetworks
internal import Tensors

/// The frozen encoder: a trace in, a vector out.
final class __Name__Encoder: ModalityEncoder {
  private let network: TraceNetwork
  let fingerprint: String

  /// Counts the meanings of the same weights and settings: raise it when the computation changes.
  private static let computationVersion = "__name__-cnn 1"
  private static let settingsFile = "settings.json"
  private static let weightsFile = "model.safetensors"

  init(_ network: TraceNetwork) {
    self.network = network
    var digest = Digest()
    digest.add(Self.computationVersion)
    digest.add("\(network.settings)")
    digest.add(network)
    fingerprint = digest.text
  }

  /// Loads what ``save(to:)`` wrote.
  convenience init(folder: URL) throws {
    let text = try Data(contentsOf: folder.appending(path: Self.settingsFile))
    let settings = try JSONDecoder().decode(__Name__Settings.self, from: text)
    // A file may hold anything: the same ranges as for a configuration.
    let network = TraceNetwork(try __Name__Settings.decode(settings.node).value, random: .unused)
    try network.load(from: try SafetensorsFile(folder.appending(path: Self.weightsFile)))
    self.init(network)
  }

  func save(to folder: URL) throws {
    try JSONEncoder().encode(network.settings).write(to: folder.appending(path: Self.settingsFile))
    try network.save(to: folder.appending(path: Self.weightsFile))
  }

  var embeddingDimensions: Int { network.settings.dimensions }

  func encode(_ samples: [Sample]) throws -> EncodedSamples {
    var rows: [Int] = []
    var failures: [SampleFailure] = []
    var inputs: [Float] = []
    for (index, sample) in samples.enumerated() {
      do {
        inputs += try network.input(sample.trace)
        rows.append(index)
      } catch {
        failures.append(SampleFailure(index: index, reason: "\(error)"))
      }
    }
    guard !rows.isEmpty else {
      return EncodedSamples(embeddings: .zeros([0, embeddingDimensions]), rows: [], failures: failures)
    }
    let traces = try Tensor(inputs, shape: [rows.count, network.settings.points])
    return EncodedSamples(embeddings: try Gradients.disabled { try network(traces) }, rows: rows, failures: failures)
  }
}

extension Sample {
  /// - Throws: `SampleFault` for a sample that carries nothing of this modality.
  var trace: __Name__Trace {
    get throws {
      guard let trace = payload as? __Name__Trace else { throw SampleFault.noPayload(expected: "__name__ trace") }
      return trace
    }
  }
}
