internal import Foundation
public import Tensors

/// Signals of several spectra, packed one spectrum after the other, each led by a token that stands for the whole.
public struct PeakBatch: Sendable {
  /// For each token its pattern; ``PeakPatterns/count`` for that of the whole.
  public let patterns: [Int32]
  /// Shape `[tokens, PeakBatch.width(frequencies)]`: sines and cosines of the shift, then what ``scalars`` are.
  public let features: Tensor
  /// Which tokens belong together.
  public let sequences: Segments

  /// Numbers beside the sines and cosines: the count, then integral, intensity and two couplings, each after whether
  /// there is one.
  static let scalars = 8

  public static func width(_ frequencies: Int) -> Int { 2 * frequencies + scalars }

  /// - Parameter spectra: each with one signal at least.
  public init(_ spectra: [[SpectralPeak]], patternCount: Int, _ settings: NMRNetworkSettings) {
    let width = Self.width(settings.frequencies)
    let angularFrequencies = Self.angularFrequencies(settings)
    patterns = spectra.flatMap { [Int32(patternCount)] + $0.map { Int32($0.pattern) } }
    sequences = Segments(lengths: spectra.map { $0.count + 1 })
    features = .filled([patterns.count, width]) { values in
      values.update(repeating: 0)
      var row = 0
      for spectrum in spectra {
        row += 1
        for peak in spectrum {
          let features = UnsafeMutableBufferPointer(rebasing: values[row * width..<(row + 1) * width])
          peak.write(to: features, angularFrequencies)
          row += 1
        }
      }
    }
  }

  /// In radians per ppm: wavelengths in geometric steps from twice the axis down to the finest.
  private static func angularFrequencies(_ settings: NMRNetworkSettings) -> [Double] {
    let longest = 2 * (settings.grid.to - settings.grid.from)
    let ratio = settings.finestPeriod / longest
    return (0..<settings.frequencies).map { index in
      2 * .pi / (longest * pow(ratio, Double(index) / Double(max(1, settings.frequencies - 1))))
    }
  }
}

extension SpectralPeak {
  fileprivate func write(to features: UnsafeMutableBufferPointer<Float>, _ angularFrequencies: [Double]) {
    for (index, frequency) in angularFrequencies.enumerated() {
      features[2 * index] = Float(sin(frequency * shift))
      features[2 * index + 1] = Float(cos(frequency * shift))
    }
    // Logarithms and units that keep usual values between 0 and about 2.
    let scalars = 2 * angularFrequencies.count
    features[scalars] = log(Float(count))
    if let integral { (features[scalars + 1], features[scalars + 2]) = (1, log(1 + integral)) }
    if let intensity { (features[scalars + 3], features[scalars + 4]) = (1, intensity.squareRoot()) }
    if let greatest = couplings.first {
      (features[scalars + 5], features[scalars + 6]) = (1, min(greatest, 30) / 10)
      features[scalars + 7] = couplings.count > 1 ? min(couplings[1], 30) / 10 : 0
    }
  }
}
