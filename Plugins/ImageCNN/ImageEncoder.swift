public import ACML
internal import Foundation
internal import NeuralNetworks
internal import Tensors

/// A frozen residual network over pictures of molecules.
///
/// Pre-trained here by ``ImagePretrainingTask``, or read from a safetensors file with torchvision's names. The embedding is
/// the mean over the last block's pixels.
public final class ImageEncoder: ModalityEncoder {
  public let settings: PictureSettings
  public let fingerprint: String
  let network: ResNet
  private let frozen: FrozenResNet

  /// Counts the meanings of the same weights and settings.
  private static let computationVersion = "image-resnet 3"
  /// Pixels that are worked on at once, which bounds the memory.
  private static let pixelsAtOnce = 32 * 224 * 224

  init(_ network: ResNet, _ settings: PictureSettings) throws {
    self.network = network
    self.settings = settings
    frozen = try FrozenResNet(network)
    var digest = Digest()
    digest.add(Self.computationVersion)
    digest.add("\(network.shape) \(settings)")
    digest.add(network)
    fingerprint = digest.text
  }

  public var embeddingDimensions: Int { network.shape.embeddingDimensions }

  public func encode(_ samples: [Sample]) throws -> EncodedSamples {
    let source = PictureSource(settings: settings)
    let (size, channels) = (settings.imageSize, network.shape.channels)
    var rows: [Int] = []
    var failures: [SampleFailure] = []
    var embeddings: [Tensor] = [.zeros([0, embeddingDimensions])]
    let portion = max(1, Self.pixelsAtOnce / (size * size))
    for first in stride(from: 0, to: samples.count, by: portion) {
      let part = Array(samples[first..<min(samples.count, first + portion)])
      let pictures = part.concurrentMap { sample in
        Result { source.values(try source.pixels(of: sample)) }
      }
      var known: [(row: Int, values: [Float])] = []
      for (index, picture) in pictures.enumerated() {
        switch picture {
        case .success(let values): known.append((first + index, values))
        case .failure(let error): failures.append(SampleFailure(index: first + index, reason: "\(error)"))
        }
      }
      guard !known.isEmpty else { continue }
      let embedded = try frozen(.images(known.map(\.values), size: size, channels: channels))
      let finite = try known.indices.filter { try embedded.rows($0..<$0 + 1).isFinite }
      rows += finite.map { known[$0].row }
      failures += known.indices.filter { !finite.contains($0) }
        .map { SampleFailure(index: known[$0].row, reason: "the embedding isn't finite") }
      embeddings.append(finite.count == known.count ? embedded : try embedded.gather(finite.map(Int32.init)))
    }
    return EncodedSamples(
      embeddings: try .concatenated(embeddings), rows: rows, failures: failures.sorted { $0.index < $1.index })
  }
}

extension Tensor {
  /// Images of the same size, as one batch.
  static func images(_ values: [[Float]], size: Int, channels: Int) -> Tensor {
    .filled([values.count, size, size, channels]) { buffer in
      var end = 0
      for image in values { end = buffer[end...].update(fromContentsOf: image) }
    }
  }
}
