public import ACML
public import NeuralNetworks
internal import Tensors

/// Pre-training of a network over mass spectra: predicting fingerprints of the molecules, or peaks that were hidden.
///
/// In training every spectrum is changed a little each time that it is seen. In inference nothing is changed, and what is
/// hidden depends on the spectrum alone, so that losses of different epochs can be compared.
public final class MassPretraining<Network: MassNetwork>: PretrainingTask {
  public let network: Network
  public let targets: MoleculeTargets?
  public let maskedPeaks: MaskedPeakHead?
  private let settings: MassPretrainingSettings

  /// - Parameter samples: the training part.
  /// - Throws: ``MassSpectrometryError/noSamples(reason:)`` if there are samples and none can be used.
  public init(
    _ shape: Network.Shape, _ settings: MassPretrainingSettings, samples: [Sample], _ context: PretrainingContext
  ) throws {
    self.settings = settings
    network = Network(shape, random: context.random.child("network"))
    let random = context.random.child("head")
    targets =
      settings.task == .fingerprint
      ? MoleculeTargets(shape.embeddingDimensions, settings.targets, samples: samples, random: random) : nil
    maskedPeaks =
      settings.task == .maskedPeaks
      ? MaskedPeakHead(shape.embeddingDimensions, maxMZ: shape.peaks.maxMZ, random: random) : nil
    let faults = samples.concurrentMap { sample -> String? in
      do {
        _ = try PreparedSpectrum(sample, shape.peaks)
        return nil
      } catch { return "\(error)" }
    }.compactMap(\.self)
    guard let first = faults.first else { return }
    if faults.count == samples.count { throw MassSpectrometryError.noSamples(reason: first) }
    context.log.warn("\(faults.count) of \(samples.count) training spectra can't be used; the first: \(first)")
  }

  /// The loss of `MoleculeTargets` or of ``MaskedPeakHead``. Samples that can't be used are passed over.
  public func loss(of samples: [Sample], mode: Mode) throws -> PretrainingLoss {
    let (selection, augmentation) = (network.settings.peaks, settings.augmentation)
    let seeds = samples.map { ($0, mode.random?.next()) }
    let prepared = seeds.concurrentMap { sample, seed in
      Result {
        let spectrum = try PreparedSpectrum(sample, selection)
        return seed.map { spectrum.augmented(augmentation, random: RandomStream(seed: $0, name: "augmentation")) }
          ?? spectrum
      }
    }
    let usable = prepared.indices.compactMap { index in
      (try? prepared[index].get()).map { (index: index, spectrum: $0) }
    }
    if usable.isEmpty {
      var reason = "there is none"
      if case .failure(let error)? = prepared.first { reason = "\(error)" }
      throw MassSpectrometryError.noSamples(reason: reason)
    }
    if let targets {
      return try targets.loss(
        network(usable.map(\.spectrum), mode: mode), of: usable.map { samples[$0.index] }, mode: mode)
    }
    return try maskedLoss(usable.map { ($0.spectrum, seeds[$0.index].1) }, mode)
  }

  private func maskedLoss(_ spectra: [(spectrum: PreparedSpectrum, seed: UInt64?)], _ mode: Mode) throws
    -> PretrainingLoss
  {
    let divided = spectra.compactMap { spectrum, seed in
      spectrum.masked(
        share: settings.maskedShare,
        random: RandomStream(seed: seed ?? 0, name: seed == nil ? "\(spectrum.mz)" : "masks")
      ).map { ($0.shown, $0.hidden.map { (mz: spectrum.mz[$0], intensity: spectrum.intensities[$0]) }) }
    }
    guard let maskedPeaks, !divided.isEmpty else {
      throw MassSpectrometryError.noSamples(reason: "it has a single peak, of which none can be hidden")
    }
    let (loss, accuracy) = try maskedPeaks.loss(network(divided.map(\.0), mode: mode), of: divided.map(\.1))
    return PretrainingLoss(loss: loss, metrics: ["maskedAccuracy": accuracy])
  }

  public func makeEncoder() throws -> any ModalityEncoder {
    // Values are shared until an optimiser changes them.
    let copy = Network(network.settings, random: .unused)
    try copy.assign(stateOf: network)
    return MassEncoder(copy)
  }
}
