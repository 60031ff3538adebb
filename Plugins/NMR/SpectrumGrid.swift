internal import Foundation
public import Tensors

/// Spectra laid on an axis, one channel a pattern.
public enum SpectrumGrid {
  /// How far a Gaussian is drawn, in deviations.
  private static let reach = 4.0

  /// Shape `[spectra, patternCount, places]`: at each place the sum of the signals' Gaussians of height `count`, or,
  /// without broadening, the count of the signals that fall there.
  public static func tensor(_ spectra: [[SpectralPeak]], patternCount: Int, _ grid: GridSettings) -> Tensor {
    let places = grid.places
    return .filled([spectra.count, patternCount, places]) { values in
      values.update(repeating: 0)
      for (index, spectrum) in spectra.enumerated() {
        for peak in spectrum where peak.pattern < patternCount {
          let start = (index * patternCount + peak.pattern) * places
          peak.draw(on: UnsafeMutableBufferPointer(rebasing: values[start..<start + places]), grid)
        }
      }
    }
  }

  fileprivate static func place(_ shift: Double, _ grid: GridSettings) -> Double {
    (shift - grid.from) / grid.resolution
  }

  fileprivate static func range(_ center: Double, _ deviation: Double, places: Int) -> ClosedRange<Int> {
    let low = min(max(0, (center - reach * deviation).rounded(.up)), Double(places - 1))
    let high = min(max(low, (center + reach * deviation).rounded(.down)), Double(places - 1))
    return Int(low)...Int(high)
  }
}

extension SpectralPeak {
  /// Adds the signal to a channel. A place is the middle of what is nearest to it.
  fileprivate func draw(on channel: UnsafeMutableBufferPointer<Float>, _ grid: GridSettings) {
    let center = SpectrumGrid.place(shift, grid)
    guard grid.broadening > 0 else {
      channel[Int(min(max(0, center.rounded()), Double(channel.count - 1)))] += Float(count)
      return
    }
    let deviation = grid.broadening / grid.resolution
    for place in SpectrumGrid.range(center, deviation, places: channel.count) {
      let distance = (Double(place) - center) / deviation
      channel[place] += Float(count) * Float(exp(-distance * distance / 2))
    }
  }
}
