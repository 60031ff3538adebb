public import ACML
public import Spectra

/// A signal as the networks see it: one or more peaks at the same place.
public struct SpectralPeak: Sendable, Equatable {
  /// In ppm.
  public var shift: Double
  /// A class of ``PeakPatterns``.
  public var pattern: Int
  /// How often the list repeats the peak: equivalent nuclei, where it has a peak for each.
  public var count = 1
  /// In hydrogens.
  public var integral: Float?
  /// As share of the tallest.
  public var intensity: Float?
  /// Coupling constants in Hz, greatest first.
  public var couplings: [Float] = []

  public init(shift: Double, pattern: Int, count: Int = 1) {
    self.shift = shift
    self.pattern = pattern
    self.count = count
  }
}

/// Takes the signals out of a sample's spectrum.
public struct PeakReader: Sendable {
  public let observation: Observation
  public let settings: NMRNetworkSettings

  public init(_ observation: Observation, _ settings: NMRNetworkSettings) {
    self.observation = observation
    self.settings = settings
  }

  /// The signals on the axis, ascending by shift; at least one.
  public func peaks(of sample: Sample) throws(SpectrumFault) -> [SpectralPeak] {
    guard let spectrum = sample.payload as? Spectrum else { throw .noSpectrum }
    guard case .nmr(let nmr) = spectrum, nmr.nucleus == observation.nucleus else {
      throw .otherKind(
        found: spectrum.kind.description, expected: Spectrum.Kind.nmr(observation.nucleus).description)
    }
    return try peaks(of: nmr)
  }

  /// The signals of a spectrum, ascending by shift; at least one.
  ///
  /// A trace is read where there is no list.
  public func peaks(of spectrum: NMRSpectrum) throws(SpectrumFault) -> [SpectralPeak] {
    let isTrace = spectrum.peaks.isEmpty
    let ignoresSolvent = settings.solventSignals == .all || settings.solventSignals == .traces && isTrace
    let residual =
      ignoresSolvent
      ? ResidualSolvent.named(spectrum.solvent ?? "").flatMap { $0.shifts(observation) } : []
    let listed =
      isTrace
      ? spectrum.trace?.peaks(above: settings.peakThreshold, outside: residual, settings.solventWidth) ?? []
      : spectrum.peaks
    let (from, to) = (settings.grid.from, settings.grid.to)
    let own = listed.filter { peak in
      (from...to).contains(peak.shift) && !residual.contains { abs($0 - peak.shift) <= settings.solventWidth }
    }.tallest(settings.maxPeaks)
    guard !own.isEmpty else { throw .noPeaks(from: from, to: to) }
    let tallest = own.compactMap(\.intensity).max() ?? 0

    var signals: [SpectralPeak] = []
    for peak in own {
      let pattern = observation.patterns.pattern(of: peak.multiplicity)
      let integral = settings.integrals ? peak.integral.flatMap { $0.isFinite && $0 > 0 ? $0 : nil } : nil
      // Patterns of one shift may alternate.
      let atShift = signals.indices.reversed().prefix { signals[$0].shift == peak.shift }
      if let same = atShift.first(where: { signals[$0].pattern == pattern }) {
        signals[same].count += 1
        if let integral { signals[same].integral = (signals[same].integral ?? 0) + integral }
        continue
      }
      var signal = SpectralPeak(shift: peak.shift, pattern: pattern)
      signal.integral = integral
      if settings.intensities, tallest > 0 { signal.intensity = peak.intensity.map { max(0, $0) / tallest } }
      if settings.couplings {
        signal.couplings = peak.couplings.filter { $0.isFinite }.map { Float(abs($0)) }.sorted(by: >)
      }
      signals.append(signal)
    }
    return signals
  }
}

extension [NMRSpectrum.Peak] {
  /// At most so many, those of least intensity left out; in their order.
  fileprivate func tallest(_ count: Int) -> [NMRSpectrum.Peak] {
    guard self.count > count else { return self }
    let order = indices.sorted { (-(self[$0].intensity ?? 0), $0) < (-(self[$1].intensity ?? 0), $1) }
    return order.prefix(count).sorted().map { self[$0] }
  }
}
