public import ACML

/// Which peaks of a spectrum an encoder looks at.
public struct PeakSelection: Settings, Codable, Equatable {
  public var maxPeaks = 96
  public var threshold: Float = 0.001
  public var maxMZ = 1000.0

  public static let fields: [SettingField<Self>] = [
    .init("maxPeaks", \.maxPeaks, in: 1...1024, "the most intense peaks of a spectrum, at most so many"),
    .init("threshold", \.threshold, in: 0..<1, "least intensity of a peak, as a share of the most intense one's"),
    .init("maxMZ", \.maxMZ, in: 10...4000, "largest mass-to-charge ratio, in Th; peaks beyond are left out"),
  ]

  public init() {}
}
