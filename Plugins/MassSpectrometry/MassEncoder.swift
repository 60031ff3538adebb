public import ACML
internal import Foundation
internal import NeuralNetworks
internal import Tensors

/// A frozen network over mass spectra.
public final class MassEncoder<Network: MassNetwork>: ModalityEncoder {
  public let network: Network
  public let fingerprint: String

  /// Spectra that are worked on at once, which bounds the memory.
  private static var spectraAtOnce: Int { 128 }
  /// Counts the meanings of the same weights and settings.
  private static var computationVersion: String { "\(Network.id) 2" }

  public init(_ network: Network) {
    self.network = network
    var digest = Digest()
    digest.add(Self.computationVersion)
    digest.add("\(network.settings)")
    digest.add(network)
    fingerprint = digest.text
  }

  public var embeddingDimensions: Int { network.settings.embeddingDimensions }

  public func encode(_ samples: [Sample]) throws -> EncodedSamples {
    let selection = network.settings.peaks
    let prepared = samples.concurrentMap { sample in Result { try PreparedSpectrum(sample, selection) } }
    var failures: [SampleFailure] = []
    var usable: [(row: Int, spectrum: PreparedSpectrum)] = []
    for (row, result) in prepared.enumerated() {
      switch result {
      case .success(let spectrum): usable.append((row, spectrum))
      case .failure(let error): failures.append(SampleFailure(index: row, reason: "\(error)"))
      }
    }
    var rows: [Int] = []
    var embeddings: [Tensor] = [.zeros([0, embeddingDimensions])]
    for start in stride(from: 0, to: usable.count, by: Self.spectraAtOnce) {
      let part = Array(usable[start..<min(usable.count, start + Self.spectraAtOnce)])
      let embedded = try Gradients.disabled { try network(part.map(\.spectrum), mode: .inference) }
      let finite =
        embedded.isFinite
        ? Array(part.indices) : try part.indices.filter { try embedded.rows($0..<$0 + 1).isFinite }
      embeddings.append(finite.count == part.count ? embedded : try embedded.gather(finite.map { Int32($0) }))
      rows += finite.map { part[$0].row }
      failures += Set(part.indices).subtracting(finite)
        .map { SampleFailure(index: part[$0].row, reason: "the embedding isn't finite") }
    }
    return EncodedSamples(
      embeddings: try .concatenated(embeddings), rows: rows, failures: failures.sorted { $0.index < $1.index })
  }
}
