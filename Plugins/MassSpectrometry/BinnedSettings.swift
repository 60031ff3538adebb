public import ACML

/// What looks at the binned spectrum.
public enum BinnedTrunk: String, CaseIterable, SettingValue, Codable {
  /// Convolutions along the grid.
  case cnn
  /// A layer with a weight of its own for every bin.
  case mlp
}

/// The shape of a ``BinnedNetwork``.
public struct BinnedSettings: MassNetworkSettings {
  public var peaks = PeakSelection()
  public var step = 1.0
  public var neutralLosses = true
  public var trunk = BinnedTrunk.cnn
  public var channels = [32, 64, 64]
  public var kernelSize = 7
  public var stride = 2
  public var hiddenDimensions = 1024
  public var cells = 2
  public var embeddingDimensions = 512
  public var precursorMass = false
  public var inputDropout: Float = 0.1
  public var dropout: Float = 0.3

  public static let fields: [SettingField<Self>] = [
    .section("peaks", \.peaks, "which peaks are looked at"),
    .init("step", \.step, in: 0.01...10, "width of a bin, in Th; bins are centred on its multiples"),
    .init("neutralLosses", \.neutralLosses, "whether losses from the precursor, where it is known, are binned too"),
    .init("trunk", \.trunk, "convolutions, or a layer with a weight for every bin"),
    .init("channels", \.channels, in: 1...1024, "cnn: outputs of each convolution"),
    .init("kernelSize", \.kernelSize, in: 1...1023, "cnn: bins that a convolution sees at once"),
    .init("stride", \.stride, in: 1...64, "cnn: bins that a convolution goes on by"),
    .init("hiddenDimensions", \.hiddenDimensions, in: 8...4096, "width of the residual cells"),
    .init("cells", \.cells, in: 0...16, "residual cells one after the other"),
    .init("embeddingDimensions", \.embeddingDimensions, in: 8...4096, "width of the embedding"),
    precursorMassField,
    .init("inputDropout", \.inputDropout, in: 0...0.9, "share of the filled bins that are emptied, in pre-training"),
    .init("dropout", \.dropout, in: 0...0.9, "share of the states dropped, in pre-training"),
  ]

  public init() {}

  /// How many bins the grid has.
  var binCount: Int { Int((peaks.maxMZ / step).rounded()) + 1 }

  public func validate() throws {
    try validateDimensions()
    guard binCount <= 65_536 else {
      throw InvalidSetting(
        "step", "found \(step), which makes \(binCount) bins up to \(peaks.maxMZ) Th; expected at most 65536")
    }
    guard trunk == .mlp || convolvedBins.map({ $0 > 0 }) ?? false else {
      throw InvalidSetting(
        "channels",
        "found \(channels.count) convolutions of \(kernelSize) bins by \(stride); the grid of \(binCount) "
          + "bins is too short for them, or there are none")
    }
  }

  /// Places that are left after the last convolution; `nil` without convolutions.
  var convolvedBins: Int? {
    channels.isEmpty
      ? nil
      : channels.reduce(binCount) { length, _ in length < 1 ? 0 : (length + 2 * padding - kernelSize) / stride + 1 }
  }

  var padding: Int { kernelSize / 2 }
}
