internal import ACML
internal import Chemistry
internal import Tensors

/// What all message-passing encoders have in common.
struct NetworkSettings: Sendable {
  var layers = 5
  var hiddenDimensions = 300
  var outputDimensions = 256
  var dropout: Float = 0.2
  var pooling = Pooling.mean
  var readoutLayers = 2
  var residual = false
  var composition = false
}

/// Settings of a message-passing encoder: those of the network and those of its layers, side by side.
protocol MessagePassingSettings: Settings {
  var network: NetworkSettings { get set }

  func makeLayer(features: GraphFeatures, random: RandomStream) -> any MessagePassingLayer
}

extension MessagePassingSettings {
  static var networkFields: [SettingField<Self>] {
    [
      .init("layers", \.network.layers, in: 1...64, "number of message-passing layers"),
      .init("hiddenDimensions", \.network.hiddenDimensions, in: 1...4096, "width of an atom's state"),
      .init("outputDimensions", \.network.outputDimensions, in: 1...8192, "width of the embedding"),
      .init("dropout", \.network.dropout, in: 0...0.95, "share of the state dropped after each layer, in training"),
      .init("pooling", \.network.pooling, "how the states of all atoms become one vector"),
      .init("readoutLayers", \.network.readoutLayers, in: 1...8, "number of linear layers after pooling"),
      .init("residual", \.network.residual, "whether each layer but the first adds to the states that it was given"),
      .init(
        "composition", \.network.composition,
        "whether the readout is told how many atoms of each element there are, and the exact mass (features: ogb)"),
    ]
  }
}
