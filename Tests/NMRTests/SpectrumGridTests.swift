import Foundation
import NMR
import Tensors
import TestSupport
import Testing

@Suite("Spectra on a grid") struct SpectrumGridTests {
  private let peaks = [
    SpectralPeak(shift: 0, pattern: 0), SpectralPeak(shift: 4.26, pattern: 1, count: 3),
    SpectralPeak(shift: 9.99, pattern: 1),
  ]

  @Test("Each place holds the sum of the Gaussians at its shift, in the channel of the pattern")
  func broadened() {
    let grid = GridSettings(from: 0, to: 10, resolution: 0.1, broadening: 0.25)
    let found = SpectrumGrid.tensor([[], peaks], patternCount: 2, grid)
    #expect(found.shape == [2, 2, 100])
    let expected = (0..<2).flatMap { pattern in
      (0..<100).map { place in
        peaks.filter { $0.pattern == pattern }.reduce(0.0) { sum, peak in
          let distance = (0.1 * Double(place) - peak.shift) / 0.25
          return sum + (abs(distance) <= 4 ? Double(peak.count) * exp(-distance * distance / 2) : 0)
        }
      }
    }
    // The Gaussian's own value where it is cut off is 3e-4.
    expectClose(found.values, Array(repeating: 0, count: 200) + expected.map(Float.init), 4e-4)
  }

  @Test("Without broadening a place counts the signals nearest to it")
  func counted() {
    let grid = GridSettings(from: 0, to: 10, resolution: 0.1, broadening: 0)
    let values = SpectrumGrid.tensor([peaks], patternCount: 2, grid).values
    var expected = [Float](repeating: 0, count: 200)
    (expected[0], expected[100 + 43], expected[100 + 99]) = (1, 3, 1)
    #expect(values == expected)
  }
}
