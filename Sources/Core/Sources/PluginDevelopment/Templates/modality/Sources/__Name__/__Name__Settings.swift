internal import ACML

/// The shape of the encoder: `settings` in the configuration of a pre-training. Saved beside the weights, as JSON.
struct __Name__Settings: Settings, Codable, Equatable {
  var from = 400.0
  var to = 3956.0
  var points = 128
  var channels = 16
  var dimensions = 64

  static let fields: [SettingField<Self>] = [
    .init("from", \.from, "where the encoder's axis begins, in the unit of the files"),
    .init("to", \.to, "where it ends"),
    .init("points", \.points, in: 16...8192, "points that traces are brought to; a multiple of 4"),
    .init("channels", \.channels, in: 1...512, "channels of the first convolution; the second has twice as many"),
    .init("dimensions", \.dimensions, in: 1...4096, "width of the embedding"),
  ]

  func validate() throws {
    guard to > from else { throw InvalidSetting("to", "found \(to), expected more than from, \(from)") }
    guard points.isMultiple(of: 4) else { throw InvalidSetting("points", "found \(points), expected a multiple of 4") }
  }
}

/// Settings of pre-training: `pretraining` in its configuration.
struct GapSettings: Settings {
  var gaps = 4
  var gapLength = 8

  static let fields: [SettingField<Self>] = [
    .init("gaps", \.gaps, in: 0...64, "gaps cut into each trace in a step"),
    .init("gapLength", \.gapLength, in: 1...512, "points of a gap"),
  ]
}
