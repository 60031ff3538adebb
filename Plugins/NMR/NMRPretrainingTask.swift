public import ACML
internal import Foundation
public import NeuralNetworks
public import Tensors

/// Pre-training of an ``NMREncoder``.
///
/// In training, spectra are varied (``PeakAugmentation``). In inference they are taken as they are, and the masks
/// depend on the spectrum alone, so that losses of different epochs can be compared.
public final class NMRPretrainingTask: PretrainingTask {
  public let network: NMRNetwork
  /// Of the task `fingerprint`.
  public let targets: MoleculeTargets?
  /// Of the task `masked-peaks`: from the embedding to the bins.
  public let maskedPeaks: Linear?
  private let augmentation: PeakAugmentation
  private let masks: PeakMasks
  private let reader: PeakReader

  /// - Parameters:
  ///   - samples: the training part, which descriptors are standardised by.
  ///   - random: where the initial weights are drawn from.
  public init<Observed: ObservedNucleus>(
    _ encoder: NMREncoderSettings<Observed>, _ settings: NMRPretrainingSettings<Observed>, samples: [Sample],
    random: RandomStream
  ) {
    let observation = Observed.observation
    network = NMRNetwork(observation, encoder.network, random: random.child("network"))
    reader = PeakReader(observation, encoder.network)
    augmentation = settings.augmentation
    masks = PeakMasks(
      share: settings.maskedShare, resolution: settings.maskedResolution, grid: encoder.network.grid)
    let dimensions = encoder.network.embeddingDimensions
    switch settings.task {
    case .fingerprint:
      targets = MoleculeTargets(dimensions, settings.targets, samples: samples, random: random.child("targets"))
      maskedPeaks = nil
    case .maskedPeaks:
      targets = nil
      maskedPeaks = Linear(dimensions, masks.binCount, random: random.child("masked-peaks"))
    }
  }

  public func loss(of samples: [Sample], mode: Mode) throws -> PretrainingLoss {
    let read = samples.map { ($0, mode.random?.next()) }.concurrentMap { [reader, augmentation] sample, seed in
      Result { () throws(SpectrumFault) in
        let peaks = try reader.peaks(of: sample)
        return seed.map { augmentation.variant(of: peaks, random: RandomStream(seed: $0, name: "variant")) } ?? peaks
      }
    }
    let usable = zip(samples, read).compactMap { sample, result in (try? result.get()).map { (sample, peaks: $0) } }
    guard !usable.isEmpty else {
      if case .failure(let fault) = read.first { throw NMRError.noSpectra(reason: fault.description) }
      throw NMRError.noSpectra(reason: "the batch is empty")
    }
    if let targets { return try targets.loss(network(usable.map(\.peaks), mode: mode), of: usable.map(\.0)) }
    return try maskedLoss(usable.map(\.peaks), mode: mode)
  }

  public func makeEncoder() throws -> any ModalityEncoder { NMREncoder(try network.snapshot()) }

  /// The mean of `−log p(bin)` over the masked signals, where `p` is one distribution a spectrum, beside
  /// `maskedAccuracy`.
  private func maskedLoss(_ spectra: [[SpectralPeak]], mode: Mode) throws -> PretrainingLoss {
    let masked = spectra.compactMap { masks.mask($0, seed: mode.random?.next()) }
    guard !masked.isEmpty, let maskedPeaks else {
      throw NMRError.noSpectra(reason: "a single signal, of which none can be masked")
    }
    let owners = masked.enumerated().flatMap { row, spectrum in
      repeatElement(Int32(row), count: spectrum.bins.count)
    }
    let logits = try maskedPeaks(network(masked.map(\.visible), mode: mode)).gather(owners)
    let bins = masked.flatMap(\.bins)
    return PretrainingLoss(
      loss: try logits.crossEntropy(targets: bins), metrics: ["maskedAccuracy": try logits.accuracy(targets: bins)])
  }
}
