internal import ACML

/// What stands under `graph.settings` in a configuration.
struct AttentiveSettings: Settings {
  var layers = 3
  var timesteps = 2
  var hiddenDimensions = 200
  var outputDimensions = 200
  var dropout: Float = 0.2

  static let fields: [SettingField<Self>] = [
    .init("layers", \.layers, in: 1...32, "rounds of attention over the neighbours of each atom"),
    .init("timesteps", \.timesteps, in: 1...32, "rounds of attention of the molecule over its atoms"),
    .init("hiddenDimensions", \.hiddenDimensions, in: 1...4096, "width of the state of an atom and of the molecule"),
    .init("outputDimensions", \.outputDimensions, in: 1...8192, "width of the embedding"),
    .init(
      "dropout", \.dropout, in: 0...0.95, "share dropped before each sum over neighbours and the output, in training"),
  ]
}
