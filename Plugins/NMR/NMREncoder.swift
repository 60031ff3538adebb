public import ACML
internal import Foundation
internal import NeuralNetworks
internal import Tensors

/// A frozen encoder of the spectra of one nucleus, pre-trained by ``NMRPretrainingTask``.
public final class NMREncoder: ModalityEncoder {
  public let network: NMRNetwork
  public let fingerprint: String
  private let reader: PeakReader

  /// Spectra that are worked on at once, and signals of these, which bound the memory.
  private static let (spectraAtOnce, signalsAtOnce) = (256, 8192)
  /// Counts the meanings of the same weights and settings.
  private static let computationVersion = "nmr-cnn 2"

  public init(_ network: NMRNetwork) {
    self.network = network
    reader = PeakReader(network.observation, network.settings)
    var digest = Digest()
    digest.add("\(Self.computationVersion) \(network.observation.encoder) \(network.settings)")
    digest.add(network)
    fingerprint = digest.text
  }

  public var embeddingDimensions: Int { network.settings.embeddingDimensions }

  public func encode(_ samples: [Sample]) throws -> EncodedSamples {
    let signals = samples.concurrentMap { [reader] sample in
      Result { () throws(SpectrumFault) in try reader.peaks(of: sample) }
    }
    var failures: [SampleFailure] = []
    var readable: [(row: Int, peaks: [SpectralPeak])] = []
    for (row, result) in signals.enumerated() {
      switch result {
      case .success(let peaks): readable.append((row, peaks))
      case .failure(let fault): failures.append(SampleFailure(index: row, reason: fault.description))
      }
    }

    var rows: [Int] = []
    var embeddings: [Tensor] = [.zeros([0, embeddingDimensions])]
    var rest = readable[...]
    while !rest.isEmpty {
      var count = 0
      let part = rest.prefix {
        count += $0.peaks.count
        return count <= Self.signalsAtOnce
      }.prefix(Self.spectraAtOnce)
      rest = rest[part.endIndex...]
      let embedded = try Gradients.disabled { try network(part.map(\.peaks), mode: .inference) }
      let finite = try (0..<part.count).filter { try embedded.rows($0..<$0 + 1).isFinite }
      embeddings.append(finite.count == part.count ? embedded : try embedded.gather(finite.map(Int32.init)))
      let isFinite = Set(finite)
      for (place, entry) in part.enumerated() {
        if isFinite.contains(place) {
          rows.append(entry.row)
        } else {
          failures.append(SampleFailure(index: entry.row, reason: "the embedding isn't finite"))
        }
      }
    }
    return EncodedSamples(
      embeddings: try .concatenated(embeddings), rows: rows, failures: failures.sorted { $0.index < $1.index })
  }
}
