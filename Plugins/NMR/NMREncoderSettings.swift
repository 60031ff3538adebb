public import ACML

/// What an encoder's network looks at.
public enum NMRNetworkKind: String, CaseIterable, SettingValue {
  /// Convolutions over the grid.
  case cnn
  /// Attention among the peaks, at their exact shifts.
  case set
  case both

  var hasGrid: Bool { self != .set }
  var hasSet: Bool { self != .cnn }
}

/// Which signals at the residual shifts of a named solvent are left out.
public enum SolventSignals: String, CaseIterable, SettingValue {
  /// Those of traces. A list of peaks is taken for the compound's own.
  case traces
  /// Those of lists too.
  case all
  case none
}

/// The shape of an encoder of NMR spectra, and how it reads them.
public struct NMRNetworkSettings: Sendable, Equatable {
  public var kind = NMRNetworkKind.set
  public var embeddingDimensions = 512
  public var dropout: Float = 0.1
  public var grid: GridSettings
  public var channels = [32, 64, 64]
  public var kernelSize = 9
  public var stride = 4
  public var layers = 4
  public var dimensions = 256
  public var heads = 8
  public var intermediateDimensions = 512
  public var frequencies = 32
  public var finestPeriod: Double
  public var integrals = true
  public var intensities = false
  public var couplings = true
  public var solventSignals = SolventSignals.traces
  public var solventWidth: Double
  public var peakThreshold: Float = 0.02
  public var maxPeaks = 256

  public init(_ observation: Observation) {
    grid = observation.grid
    finestPeriod = observation.finestPeriod
    solventWidth = 4 * observation.grid.resolution
  }

  func validate() throws {
    try grid.validate()
    guard dimensions.isMultiple(of: heads) else {
      throw InvalidSetting("heads", "found \(heads), expected a divisor of dimensions, \(dimensions)")
    }
    guard !channels.isEmpty || !kind.hasGrid else {
      throw InvalidSetting("channels", "found none, but \(kind.rawValue) needs a convolution at least")
    }
  }
}

/// ``NMRNetworkSettings`` as they stand in configurations, beginning with what is usual for the nucleus.
public struct NMREncoderSettings<Observed: ObservedNucleus>: Settings {
  public var network = NMRNetworkSettings(Observed.observation)

  public init() {}

  public init(_ network: NMRNetworkSettings) { self.network = network }

  public static var fields: [SettingField<Self>] {
    [
      .init("network", \.network.kind, "cnn: convolutions over a grid; set: attention among the peaks; both"),
      .init("embeddingDimensions", \.network.embeddingDimensions, in: 8...4096, "width of the embedding"),
      .init("dropout", \.network.dropout, in: 0...0.9, "share of the states dropped, in pre-training"),
      .init("from", \.network.grid.from, in: -1000...1000, "beginning of the axis, in ppm; peaks beyond are left out"),
      .init("to", \.network.grid.to, in: -1000...1000, "end of the axis, in ppm"),
      .init("resolution", \.network.grid.resolution, in: 0.0001...100, "distance of two places of the grid, in ppm"),
      .init("broadening", \.network.grid.broadening, in: 0...100, "deviation of a peak's Gaussian, in ppm; 0: counts"),
      .init("channels", \.network.channels, in: 1...1024, "outputs of each convolution"),
      .init("kernelSize", \.network.kernelSize, in: 1...1023, "places that a convolution sees at once"),
      .init("stride", \.network.stride, in: 1...64, "places that a convolution goes on by"),
      .init("layers", \.network.layers, in: 0...48, "blocks of attention among the peaks"),
      .init("dimensions", \.network.dimensions, in: 8...4096, "width of a peak's state"),
      .init("heads", \.network.heads, in: 1...256, "number of attention heads; divides the dimensions"),
      .init("intermediateDimensions", \.network.intermediateDimensions, in: 8...16_384, "width inside a block"),
      .init("frequencies", \.network.frequencies, in: 1...512, "sines and cosines that a shift becomes"),
      .init("finestPeriod", \.network.finestPeriod, in: 0.001...100, "shortest wavelength of these, in ppm"),
      .init("integrals", \.network.integrals, "whether integrals are looked at, where there are any"),
      .init("intensities", \.network.intensities, "whether relative intensities are looked at"),
      .init("couplings", \.network.couplings, "whether coupling constants are looked at"),
      .init(
        "solventSignals", \.network.solventSignals,
        "which signals of a named solvent are left out: of traces, all, none"),
      .init(
        "solventWidth", \.network.solventWidth, in: 0...10, "distance in ppm from a residual shift that counts as it"),
      .init(
        "peakThreshold", \.network.peakThreshold, in: 0...1, "least height of a trace's peak, as share of the tallest"),
      .init("maxPeaks", \.network.maxPeaks, in: 1...2048, "peaks of a spectrum; the smallest beyond are left out"),
    ]
  }

  public func validate() throws { try network.validate() }
}
