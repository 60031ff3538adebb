public import NeuralNetworks
public import Tensors

/// The network of an encoder: what looks at the set of peaks, what looks at the grid, or both, and the way from there
/// to the embedding.
public final class NMRNetwork: Module {
  public let observation: Observation
  public let settings: NMRNetworkSettings
  public let peakSet: PeakSetNetwork?
  public let grid: SpectrumCNN?
  public let hidden: Linear
  public let output: Linear

  public init(_ observation: Observation, _ settings: NMRNetworkSettings, random: RandomStream) {
    self.observation = observation
    self.settings = settings
    let patternCount = observation.patterns.count
    peakSet =
      settings.kind.hasSet
      ? PeakSetNetwork(patternCount: patternCount, settings, random: random.child("set")) : nil
    grid =
      settings.kind.hasGrid ? SpectrumCNN(patternCount: patternCount, settings, random: random.child("grid")) : nil
    let width =
      (settings.kind.hasSet ? PeakSetNetwork.outputDimensions(settings.dimensions) : 0)
      + (settings.kind.hasGrid ? settings.dimensions : 0)
    hidden = Linear(width, settings.embeddingDimensions, random: random.child("hidden"))
    output = Linear(settings.embeddingDimensions, settings.embeddingDimensions, random: random.child("output"))
  }

  /// Embeddings of spectra, each with one signal at least: `[spectra.count, embeddingDimensions]`.
  public func callAsFunction(_ spectra: [[SpectralPeak]], mode: Mode) throws -> Tensor {
    let patternCount = observation.patterns.count
    var parts: [Tensor] = []
    if let peakSet {
      parts.append(try peakSet(PeakBatch(spectra, patternCount: patternCount, settings), mode: mode))
    }
    if let grid {
      parts.append(
        try grid(SpectrumGrid.tensor(spectra, patternCount: patternCount, settings.grid), mode: mode))
    }
    let pooled = try Tensor.concatenatedColumns(parts).dropout(settings.dropout, mode: mode)
    let mixed = try hidden(pooled, activation: .gelu)
    return try output(mixed.dropout(settings.dropout, mode: mode)) + mixed
  }

  /// A network of the same shape that shares the present values and keeps them.
  func snapshot() throws -> NMRNetwork {
    let copy = NMRNetwork(observation, settings, random: .unused)
    try copy.assign(stateOf: self)
    return copy
  }
}
