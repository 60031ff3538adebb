public import ACML
internal import Chemistry
public import NeuralNetworks
internal import Synchronization
public import Tensors

/// Pre-training of an ``ImageEncoder``: telling a molecule's fingerprint, and perhaps its descriptors, from its picture.
///
/// In inference, pictures are as the encoder sees them.
public final class ImagePretrainingTask: PretrainingTask {
  public let network: ResNet
  public let targets: MoleculeTargets
  private let source: PictureSource
  private let settings: ImagePretrainingSettings
  private let drawings = Mutex(Drawings())

  /// Drawings that steps have in common.
  private struct Drawings {
    var pixels: [String: [UInt8]] = [:]
    var bytes = 0
    /// What is beyond is drawn whenever it is needed.
    static let limit = 1 << 30
  }

  /// - Parameters:
  ///   - samples: the training part, which descriptors are standardised by.
  ///   - random: where the initial weights are drawn from.
  /// - Throws: what `encoder.validate()` throws.
  public init(
    _ encoder: ImageEncoderSettings, _ settings: ImagePretrainingSettings, samples: [Sample], random: RandomStream
  ) throws {
    let shape = try encoder.shape()
    source = PictureSource(settings: encoder.picture)
    self.settings = settings
    network = ResNet(shape, random: random.child("network"))
    targets = MoleculeTargets(
      shape.embeddingDimensions, settings.targets, samples: samples, random: random.child("targets"))
  }

  /// The loss of ``MoleculeTargets`` over the samples that have a picture.
  public func loss(of samples: [Sample], mode: Mode) throws -> PretrainingLoss {
    let pictures = samples.map { ($0, mode.random?.next()) }.concurrentMap { [self] sample, seed in
      Result { (sample, try values(of: sample, seed: seed)) }
    }
    let known = pictures.compactMap { try? $0.get() }
    guard !known.isEmpty else {
      if case .failure(let error) = pictures.first { throw ImageError.noPictures(reason: "\(error)") }
      throw ImageError.noPictures(reason: "the batch is empty")
    }
    let images = Tensor.images(
      known.map { $0.1 }, size: source.settings.imageSize, channels: network.shape.channels)
    return try targets.loss(network(images, mode: mode), of: known.map { $0.0 })
  }

  public func makeEncoder() throws -> any ModalityEncoder { try ImageEncoder(network.copied(), source.settings) }

  /// - Parameter seed: of the changes of this step; `nil` for none.
  private func values(of sample: Sample, seed: UInt64?) throws -> [Float] {
    guard let seed else { return source.values(try common(sample)) }
    let augmentation = PictureAugmentation(settings, random: RandomStream(seed: seed, name: "picture"))
    let pixels =
      settings.redraws && sample.payload == nil
      ? try source.pixels(of: sample, style: augmentation.style) : try common(sample)
    var values = source.values(augmentation.flipped(pixels, size: source.settings.imageSize))
    augmentation.addNoise(to: &values)
    return values
  }

  /// The picture without changes; a drawing is remembered.
  private func common(_ sample: Sample) throws -> [UInt8] {
    if sample.payload != nil { return try source.pixels(of: sample) }
    if let pixels = drawings.withLock({ $0.pixels[sample.smiles] }) { return pixels }
    let pixels = try source.pixels(of: sample)
    drawings.withLock { drawings in
      guard drawings.bytes + pixels.count <= Drawings.limit else { return }
      if drawings.pixels.updateValue(pixels, forKey: sample.smiles) == nil { drawings.bytes += pixels.count }
    }
    return pixels
  }
}
