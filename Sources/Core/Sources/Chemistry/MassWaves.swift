internal import Foundation

/// A mass as sines and cosines at several wavelengths, so that the inner product of two such rows is a sum of cosines of
/// the masses' difference: it tells whether they agree, from hundreds of daltons down to a few thousandths.
public enum MassWaves {
  /// In daltons, each twice as long as the one before.
  public static let wavelengths: [Double] = (-6...10).map { exp2(Double($0)) }
  /// How many numbers a mass becomes.
  public static let count = 2 * wavelengths.count

  /// Writes the sine and the cosine at each wavelength.
  /// - Parameters:
  ///   - mass: in daltons.
  ///   - numbers: ``count`` of them.
  public static func write(_ mass: Double, to numbers: UnsafeMutableBufferPointer<Float>) {
    for (index, wavelength) in wavelengths.enumerated() {
      let angle = 2 * Double.pi * (mass / wavelength).truncatingRemainder(dividingBy: 1)
      numbers[2 * index] = Float(sin(angle))
      numbers[2 * index + 1] = Float(cos(angle))
    }
  }
}
