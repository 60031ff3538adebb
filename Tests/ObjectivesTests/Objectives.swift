import ACML
import NeuralNetworks
import Objectives
import Tensors

/// The ids that the plugin registers.
let objectiveIDs = ["acml-soft", "hard-negative-nce", "info-loob", "info-nce", "siglip"]

/// Those that take negatives beyond the batch.
let extraNegativeIDs = objectiveIDs.filter { $0 != "acml-soft" }

let catalog: PluginCatalog = {
  let registry = Registry()
  register(in: registry)
  return registry.freeze()
}()

/// Builds an objective as the host does; values are numbers or words.
func makeObjective(
  _ id: String, _ settings: [String: any CustomStringConvertible & Sendable] = [:]
) throws -> any ContrastiveObjective {
  let entries = settings.sorted { $0.key < $1.key }.map {
    SettingEntry($0.key, SettingNode(.scalar(SettingScalar("\($0.value)"))))
  }
  return try catalog.objective(id).make(
    SettingNode(.mapping(entries)), ObjectiveContext(dimensions: 6, random: RandomStream(seed: 1, name: "weights")))
}

/// A batch in which the modality's rows `duplicates` name show the compound of a row of the graphs.
func batch(
  _ graph: Tensor, _ modality: Tensor, pairs: Int? = nil, identities: [Int32]? = nil
) -> ContrastiveBatch {
  ContrastiveBatch(
    graph: graph, modality: modality, pairCount: pairs,
    identities: identities ?? (0..<Int32(modality.shape[0])).map { $0 })
}

/// Standard normal rows.
func noise(_ rows: Int, _ columns: Int, seed: UInt64) -> Tensor {
  let random = RandomStream(seed: seed, name: "rows")
  return Tensor.filled([rows, columns]) { values in for index in values.indices { values[index] = random.normal() } }
}
