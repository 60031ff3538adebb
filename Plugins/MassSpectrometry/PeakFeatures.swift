internal import Chemistry
internal import Foundation

/// Turns masses into numbers: sines and cosines at several wavelengths and, if asked for, likely formulas.
struct MassFeatures: Sendable {
  private let frequencies: [Double]
  private let formulas: ElementalFormulas

  init(_ settings: PeakSetSettings) {
    // Even ratios from the shortest to the longest wavelength.
    let steps = Double(max(1, settings.waves - 1))
    let ratio = settings.longestWavelength / settings.shortestWavelength
    frequencies = (0..<settings.waves).map { 2 * .pi / (settings.shortestWavelength * pow(ratio, Double($0) / steps)) }
    formulas = ElementalFormulas(upTo: settings.formulaMZ)
  }

  /// How many numbers a mass becomes.
  var count: Int { 2 * frequencies.count + (formulas.limit > 0 ? ElementalFormulas.featureCount : 0) }

  /// - Parameters:
  ///   - mass: in Th.
  ///   - electrons: how many more the atoms have than what was measured, so that their masses can be added.
  ///   - features: ``count`` numbers, all zero.
  func write(_ mass: Double, electrons: Double, into features: UnsafeMutableBufferPointer<Float>) {
    for (index, frequency) in frequencies.enumerated() {
      let angle = mass * frequency
      features[2 * index] = Float(sin(angle))
      features[2 * index + 1] = Float(cos(angle))
    }
    guard formulas.limit > 0 else { return }
    formulas.write(
      mass + electrons * ElementMass.electron,
      into: UnsafeMutableBufferPointer(rebasing: features[(2 * frequencies.count)...]))
  }
}
