internal import ACML

/// The axis that spectra are laid on: peaks beyond it are left out, and the convolutional network sees its places.
public struct GridSettings: Sendable, Equatable {
  /// In ppm.
  public var from: Double
  /// In ppm.
  public var to: Double
  /// Distance of two places, in ppm.
  public var resolution: Double
  /// Deviation of the Gaussian that a peak becomes, in ppm; 0 counts the peaks of a place.
  public var broadening: Double

  public init(from: Double, to: Double, resolution: Double, broadening: Double) {
    self.from = from
    self.to = to
    self.resolution = resolution
    self.broadening = broadening
  }

  /// How many places there are.
  public var places: Int { max(1, Int(((to - from) / resolution).rounded())) }

  static let greatestPlaces = 65_536.0

  func validate() throws {
    guard from < to else { throw InvalidSetting("to", "found \(to), expected more than from, \(from)") }
    guard (to - from) / resolution <= Self.greatestPlaces else {
      throw InvalidSetting(
        "resolution", "found \(resolution), which makes more than \(Int(Self.greatestPlaces)) places of the axis")
    }
    guard broadening <= to - from else {
      throw InvalidSetting("broadening", "found \(broadening), more than the whole axis")
    }
  }
}
