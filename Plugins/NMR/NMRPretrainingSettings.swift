public import ACML

/// What an encoder learns before it is frozen.
public enum NMRPretrainingKind: String, CaseIterable, SettingValue {
  /// To tell the molecule's fingerprint, and its descriptors if asked for.
  case fingerprint
  /// To tell where peaks lie that were taken away; needs no structures.
  case maskedPeaks = "masked-peaks"
}

/// How spectra are varied in training.
public struct PeakAugmentation: Sendable, Equatable {
  /// Deviation of every shift, in ppm.
  public var shiftJitter: Float
  /// Share of the signals left out.
  public var droppedPeaks: Float = 0.05
  /// Share of the spectra that lose all multiplicities.
  public var droppedPatterns: Float = 0.05
  /// Share of the spectra whose repeated peaks count once.
  public var droppedCounts: Float = 0.05
}

/// How an encoder is pre-trained.
public struct NMRPretrainingSettings<Observed: ObservedNucleus>: Settings {
  public var task = NMRPretrainingKind.fingerprint
  public var augmentation = PeakAugmentation(shiftJitter: Observed.observation.shiftJitter)
  public var maskedShare: Float = 0.25
  public var maskedResolution = Observed.observation.maskedResolution
  public var targets = MoleculeTargetSettings()

  public init() {}

  public static var fields: [SettingField<Self>] {
    [
      .init("task", \.task, "what is learned: the molecule's fingerprint, or where masked peaks lie"),
      .init("shiftJitter", \.augmentation.shiftJitter, in: 0...100, "deviation of the shifts in training, in ppm"),
      .init("droppedPeaks", \.augmentation.droppedPeaks, in: 0...0.9, "share of the signals left out in a step"),
      .init(
        "droppedPatterns", \.augmentation.droppedPatterns, in: 0...1,
        "share of the spectra whose multiplicities are hidden in a step"),
      .init(
        "droppedCounts", \.augmentation.droppedCounts, in: 0...1,
        "share of the spectra whose repeated peaks count once in a step"),
      .init("maskedShare", \.maskedShare, in: 0.01...0.9, "masked-peaks: share of the signals to be guessed"),
      .init("maskedResolution", \.maskedResolution, in: 0.001...100, "masked-peaks: width of a bin, in ppm"),
      .section("targets", \.targets, "fingerprint: what is to be predicted"),
    ]
  }
}
