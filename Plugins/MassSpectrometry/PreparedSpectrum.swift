internal import ACML
internal import Foundation
public import Spectra

/// A mass spectrum as the networks take it: chosen peaks, scaled intensities, and how it was measured.
public struct PreparedSpectrum: Sendable, Equatable {
  /// Mass-to-charge ratios in Th, ascending.
  public internal(set) var mz: [Double]
  /// The square root of each intensity, relative to the base peak's: on `0...1`. The root draws small peaks, of which most
  /// of the structure is known, nearer to the large ones.
  public internal(set) var intensities: [Float]
  public internal(set) var conditions: AcquisitionConditions

  public var peakCount: Int { mz.count }

  /// Chooses peaks, after turning a profile into peaks: see ``MassSpectrum/centroidPeaks``.
  /// - Throws: ``MassSpectrometryError`` for a spectrum that no peak is left of.
  public init(_ spectrum: MassSpectrum, _ selection: PeakSelection) throws(MassSpectrometryError) {
    let all = spectrum.centroidPeaks.filter { $0.mz.isFinite && $0.intensity.isFinite && $0.intensity > 0 }
    guard !all.isEmpty else { throw .noPeaks }
    var peaks = all.filter { $0.mz > 0 && $0.mz <= selection.maxMZ }
    guard let base = peaks.map(\.intensity).max() else {
      throw .noPeaksInRange(count: all.count, maximum: selection.maxMZ)
    }
    peaks.removeAll { $0.intensity < selection.threshold * base }
    if peaks.count > selection.maxPeaks {
      // Of equal intensities the lighter peak is kept, so that the order in the file doesn't matter.
      peaks.sort { ($1.intensity, $0.mz) < ($0.intensity, $1.mz) }
      peaks.removeLast(peaks.count - selection.maxPeaks)
      peaks.sort { $0.mz < $1.mz }
    }
    mz = peaks.map(\.mz)
    intensities = peaks.map { ($0.intensity / base).squareRoot() }
    conditions = AcquisitionConditions(spectrum)
  }

  /// - Throws: ``MassSpectrometryError``, ``SampleFault`` for a sample without a mass spectrum.
  init(_ sample: Sample, _ selection: PeakSelection) throws {
    guard let payload = sample.payload else { throw SampleFault.noPayload(expected: "mass spectrum") }
    guard case .mass(let spectrum)? = payload as? Spectrum else {
      throw MassSpectrometryError.otherKind(
        found: (payload as? Spectrum).map { "\($0.kind)" } ?? "\(type(of: payload))")
    }
    try self.init(spectrum, selection)
  }

  /// What the precursor lost on the way to a peak, in Th; `nil` where the precursor isn't known or is the lighter one.
  func neutralLoss(_ peak: Int) -> Double? {
    guard let precursor = conditions.precursorMZ else { return nil }
    let loss = precursor - mz[peak]
    // A precursor measured a little too light isn't a gain.
    return loss > -0.5 ? max(0, loss) : nil
  }
}
