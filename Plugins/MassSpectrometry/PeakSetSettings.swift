public import ACML

/// The shape of a ``PeakSetNetwork``.
public struct PeakSetSettings: MassNetworkSettings {
  public var peaks = PeakSelection()
  public var waves = 24
  public var shortestWavelength = 0.01
  public var longestWavelength = 1000.0
  public var neutralLosses = true
  public var formulaMZ = 0.0
  public var dimensions = 192
  public var layers = 2
  public var heads = 6
  public var intermediateDimensions = 384
  public var poolingHeads = 4
  public var hiddenDimensions = 768
  public var cells = 1
  public var embeddingDimensions = 512
  public var precursorMass = false
  public var dropout: Float = 0.2

  public static let fields: [SettingField<Self>] = [
    .section("peaks", \.peaks, "which peaks are looked at"),
    .init("waves", \.waves, in: 1...256, "wavelengths at which a mass becomes a sine and a cosine"),
    .init("shortestWavelength", \.shortestWavelength, in: 0.001...10, "in Th: what is told apart at best"),
    .init("longestWavelength", \.longestWavelength, in: 10...10_000, "in Th; the others lie between in even ratios"),
    .init("neutralLosses", \.neutralLosses, "whether losses from the precursor, where it is known, are looked at"),
    .init(
      "formulaMZ", \.formulaMZ, in: 0...300,
      "masses up to this are told with the mean formula of those within 5 ppm; 0: none, as for masses in whole units"),
    .init("dimensions", \.dimensions, in: 8...2048, "width of a peak's state"),
    .init("layers", \.layers, in: 0...24, "transformer blocks among the peaks"),
    .init("heads", \.heads, in: 1...64, "number of attention heads; divides the dimensions"),
    .init("intermediateDimensions", \.intermediateDimensions, in: 8...8192, "width inside a block"),
    .init("poolingHeads", \.poolingHeads, in: 1...32, "ways of attending to the peaks that become one vector"),
    .init("hiddenDimensions", \.hiddenDimensions, in: 8...4096, "width of the residual cells"),
    .init("cells", \.cells, in: 0...16, "residual cells after the pooling"),
    .init("embeddingDimensions", \.embeddingDimensions, in: 8...4096, "width of the embedding"),
    precursorMassField,
    .init("dropout", \.dropout, in: 0...0.9, "share of the states dropped, in pre-training"),
  ]

  public init() {}

  public func validate() throws {
    try validateDimensions()
    guard dimensions.isMultiple(of: heads) else {
      throw InvalidSetting("heads", "found \(heads), expected a divisor of dimensions, \(dimensions)")
    }
    guard shortestWavelength < longestWavelength else {
      throw InvalidSetting(
        "shortestWavelength", "found \(shortestWavelength), expected less than longestWavelength, \(longestWavelength)")
    }
  }
}
