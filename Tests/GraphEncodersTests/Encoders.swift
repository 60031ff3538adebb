import ACML
import Chemistry
import GraphEncoders
import Tensors

/// The ids that the plugin registers.
let encoderIDs = ["gat", "gcn", "gin", "graphsage", "nnconv"]

let catalog: PluginCatalog = {
  let registry = Registry()
  register(in: registry)
  return registry.freeze()
}()

/// Builds an encoder as the host does; values are numbers or words.
func makeEncoder(
  _ id: String, _ settings: [String: any CustomStringConvertible & Sendable] = [:], features: GraphFeatures = .ogb,
  seed: UInt64 = 7
) throws -> any GraphEncoder {
  let entries = settings.sorted { $0.key < $1.key }.map {
    SettingEntry($0.key, SettingNode(.scalar(SettingScalar("\($0.value)"))))
  }
  return try catalog.graphEncoder(id).make(
    SettingNode(.mapping(entries)),
    GraphEncoderContext(features: features, random: RandomStream(seed: seed, name: "weights")))
}

/// Small enough to be checked by finite differences.
let small: [String: any CustomStringConvertible & Sendable] = [
  "layers": 2, "hiddenDimensions": 8, "outputDimensions": 5, "dropout": 0,
]

func batch(_ smiles: [String], features: GraphFeatures = .ogb) throws -> GraphBatch {
  try GraphBatch(smiles.map { try Molecule(smiles: $0).graph(features: features) })
}
