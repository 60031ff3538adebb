internal import ACML

/// What stands under `graph.settings` in a configuration. The property's type and value are the setting's type and default.
struct __Name__Settings: Settings {
  var layers = 4
  var hiddenDimensions = 128
  var outputDimensions = 128
  var dropout: Float = 0.1

  static let fields: [SettingField<Self>] = [
    .init("layers", \.layers, in: 1...32, "number of rounds of messages"),
    .init("hiddenDimensions", \.hiddenDimensions, in: 1...4096, "width of an atom's state"),
    .init("outputDimensions", \.outputDimensions, in: 1...8192, "width of the embedding"),
    .init("dropout", \.dropout, in: 0...0.95, "share of the state dropped after each round, in training"),
  ]
}
