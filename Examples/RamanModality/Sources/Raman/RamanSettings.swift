internal import ACML

/// The shape of the encoder: `settings` in the configuration of a pre-training. Saved beside the weights, as JSON.
struct RamanSettings: Settings, Codable, Equatable {
  var from = 200.0
  var to = 3400.0
  var points = 256
  var width = 12.0
  var channels = 16
  var dimensions = 128

  static let fields: [SettingField<Self>] = [
    .init("from", \.from, in: 0...10_000, "where the encoder's grid begins, in cm⁻¹"),
    .init("to", \.to, in: 0...10_000, "where it ends, in cm⁻¹"),
    .init("points", \.points, in: 16...8192, "points of the grid; a multiple of 4"),
    .init("width", \.width, in: 0.5...200, "standard deviation of the broadening, in cm⁻¹; at least half a grid step"),
    .init("channels", \.channels, in: 1...512, "channels of the first convolution; the second has twice as many"),
    .init("dimensions", \.dimensions, in: 1...4096, "width of the embedding"),
  ]

  /// From one point of the grid to the next, in cm⁻¹.
  var step: Double { (to - from) / Double(points - 1) }

  func validate() throws {
    guard to > from else { throw InvalidSetting("to", "found \(to), expected more than from, \(from)") }
    guard points.isMultiple(of: 4) else { throw InvalidSetting("points", "found \(points), expected a multiple of 4") }
    // A narrow band between two points of the grid must not get lost.
    guard width >= step / 2 else {
      throw InvalidSetting("width", "found \(width), expected at least half a grid step, \(step / 2)")
    }
  }
}

/// Settings of pre-training: `pretraining` in its configuration.
struct DisturbanceSettings: Settings {
  var shift = 6.0
  var noise: Float = 0.05
  var background: Float = 0.5

  static let fields: [SettingField<Self>] = [
    .init("shift", \.shift, in: 0...100, "greatest error of the calibration of shifts, in cm⁻¹"),
    .init("noise", \.noise, in: 0...1, "standard deviation of noise, the highest point being 1"),
    .init("background", \.background, in: 0...10, "greatest height of a broad fluorescence background"),
  ]
}
