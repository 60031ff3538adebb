public import ACML

/// What an encoder of mass spectra learns from before it is frozen.
public enum MassPretrainingGoal: String, CaseIterable, SettingValue {
  /// The structures behind the spectra, as fingerprints.
  case fingerprint
  /// Peaks that were hidden; needs no structures.
  case maskedPeaks = "masked-peaks"
}

/// Changes made to a spectrum each time that it is seen in training.
public struct SpectrumAugmentation: Settings, Equatable {
  public var intensityJitter: Float = 0.2
  public var droppedPeaks: Float = 0.1
  public var massJitter = 0.0
  public var hiddenConditions: Float = 0.1

  public static let fields: [SettingField<Self>] = [
    .init(
      "intensityJitter", \.intensityJitter, in: 0...2,
      "deviation of the logarithm that square-root intensities change by"
    ),
    .init("droppedPeaks", \.droppedPeaks, in: 0...0.9, "share of the peaks left out; the base peak stays"),
    .init("massJitter", \.massJitter, in: 0...1000, "deviation of the masses, in ppm"),
    .init(
      "hiddenConditions", \.hiddenConditions, in: 0...1,
      "how often energy, adduct and analyzer are hidden, each for itself, so that the network can do without"),
  ]

  public init() {}
}

/// Settings of ``MassPretraining``.
public struct MassPretrainingSettings: Settings {
  public var task = MassPretrainingGoal.fingerprint
  public var targets = MoleculeTargetSettings()
  public var maskedShare: Float = 0.3
  public var augmentation = SpectrumAugmentation()

  public static let fields: [SettingField<Self>] = [
    .init("task", \.task, "what is learned"),
    .section("targets", \.targets, "fingerprint: what is predicted of a molecule"),
    .init("maskedShare", \.maskedShare, in: 0.05...0.9, "masked-peaks: share of the peaks that are hidden"),
    .section("augmentation", \.augmentation, "changes of a spectrum each time that it is seen in training"),
  ]

  public init() {}
}
