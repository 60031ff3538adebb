import ACML
import Experiments
import Foundation
import Testing

struct ConfigurationTests {
  /// A configuration without a fault, in the shape that the documentation shows.
  static let valid = """
    name: graph-smiles
    seed: 4
    data:
      molecules: ../data/molecules.csv
      smilesColumn: smiles
      onInvalid: mark
      split: { method: scaffold, train: 0.8, validation: 0.1, test: 0.1 }
    graph:
      encoder: gin
      settings: { layers: 5, hiddenDimensions: 300, dropout: 0.1, pooling: mean }
    pairs:
      - modality: smiles
        encoder: smiles-transformer
        weights: ../runs/pretrain-smiles
        projection: { dimensions: 256, cells: 1, dropout: 0.1 }
        objective: { type: info-nce, settings: { initialTemperature: 0.07, learnTemperature: true } }
        weight: 1.0
    training: { batchSize: 256, epochs: 20, optimizer: { type: adamw, learningRate: 1.0e-3, weightDecay: 1.0e-3 }, schedule: { type: cosine, warmupSteps: 100 } }
    """

  private func decode(_ text: String) throws -> DecodedSettings<TrainingConfiguration> {
    try TrainingConfiguration.decode(YAMLTests.read(text))
  }

  @Test func readsTheDocumentedShape() throws {
    let configuration = try decode(Self.valid).value
    #expect(configuration.seed == 4)
    #expect(configuration.threads == nil)
    #expect(configuration.data.onInvalid == .mark)
    #expect(configuration.graph.settings["pooling"]?.text == "mean")
    #expect(configuration.pairs.map(\.encoder) == ["smiles-transformer"])
    #expect(configuration.pairs[0].objective.settings["learnTemperature"]?.inline == "true")
    #expect(configuration.training.optimizer.learningRate == 1e-3)
    #expect(configuration.training.schedule.warmupSteps == 100)
  }

  /// Faults one by one: what stands in the valid file, what stands there instead, and the whole message.
  @Test(arguments: [
    (
      "unknown key", "smilesColumn:", "smileColumn:",
      "a.yaml:5:3: data.smileColumn: no such key; did you mean `smilesColumn`?"
    ),
    ("unknown key, none near", "seed: 4", "colour: red", "a.yaml:2:1: colour: no such key"),
    (
      "key of a list's element", "weight: 1.0", "weihgt: 1.0",
      "a.yaml:17:5: pairs.0.weihgt: no such key; did you mean `weight`?"
    ),
    ("ill-typed", "seed: 4", "seed: four", "a.yaml:2:7: seed: found `four`, expected a whole number of at least 0"),
    ("quoted number", "seed: 4", "seed: '4'", "a.yaml:2:7: seed: found `4`, expected a whole number of at least 0"),
    (
      "fraction for a whole number", "batchSize: 256", "batchSize: 2.5",
      "a.yaml:18:24: training.batchSize: found `2.5`, expected a whole number from 2 to 1048576"
    ),
    (
      "list for a number", "seed: 4", "seed: [4]",
      "a.yaml:2:7: seed: found a list, expected a whole number of at least 0"
    ),
    (
      "out of a closed range", "cells: 1", "cells: 99",
      "a.yaml:15:43: pairs.0.projection.cells: found `99`, expected a whole number from 1 to 16"
    ),
    (
      "out of a half-open range", "cells: 1, dropout: 0.1", "cells: 1, dropout: 1.0",
      "a.yaml:15:55: pairs.0.projection.dropout: found `1.0`, expected a number from 0.0 to below 1.0"
    ),
    (
      "not above the bound", "learningRate: 1.0e-3", "learningRate: 0",
      "a.yaml:18:81: training.optimizer.learningRate: found `0`, expected a number greater than 0.0"
    ),
    (
      "infinity", "learningRate: 1.0e-3", "learningRate: .inf",
      "a.yaml:18:81: training.optimizer.learningRate: found `.inf`, expected a number greater than 0.0"
    ),
    (
      "unknown word", "type: cosine", "type: cosin",
      "a.yaml:18:130: training.schedule.type: found `cosin`, expected one of constant, linear, cosine; "
        + "did you mean `cosine`?"
    ),
    (
      "missing", "  encoder: gin\n", "",
      "a.yaml:9:3: graph.encoder: missing; expected text: the id of a graph encoder (see `acml plugin list`)"
    ),
    (
      "missing section",
      "graph:\n  encoder: gin\n  settings: { layers: 5, hiddenDimensions: 300, dropout: 0.1, pooling: mean }\n", "",
      "a.yaml:1:1: graph.encoder: missing; expected text: the id of a graph encoder (see `acml plugin list`)"
    ),
    ("null for what is needed", "encoder: gin", "encoder:", "a.yaml:9:11: graph.encoder: found nothing, expected text"),
    (
      "value for a section", "split: { method: scaffold, train: 0.8, validation: 0.1, test: 0.1 }", "split: scaffold",
      "a.yaml:7:10: data.split: found `scaffold`, expected a mapping with the keys method, train, validation, test, "
        + "seed, column, file"
    ),
    (
      "value for an open mapping", "settings: { layers: 5, hiddenDimensions: 300, dropout: 0.1, pooling: mean }",
      "settings: 5", "a.yaml:10:13: graph.settings: found `5`, expected a mapping"
    ),
    (
      "fractions", "train: 0.8", "train: 0.7",
      "a.yaml:7:37: data.split.train: train, validation and test add up to 0.9, expected 1"
    ),
    (
      "no training part", "train: 0.8, validation: 0.1, test: 0.1", "train: 0, validation: 0.5, test: 0.5",
      "a.yaml:7:37: data.split.train: found `0`, expected a number greater than 0.0"
    ),
    (
      "method without its column", "method: scaffold", "method: column",
      "a.yaml:7:10: data.split.column: missing; method `column` needs it"
    ),
    (
      "column without its method", "method: scaffold", "method: scaffold, column: part",
      "a.yaml:7:38: data.split.column: is read only by method `column`"
    ),
    (
      "validation that is not there", "validation: 0.1, test: 0.1", "validation: 0, test: 0.2",
      "a.yaml:18:11: training.selection: `best-validation` needs a validation part, but data.split.validation is 0; "
        + "set `last`"
    ),
    (
      "no molecules", "molecules: ../data/molecules.csv", "molecules: []",
      "a.yaml:4:14: data.molecules: found no file, expected at least one here or in `samples`"
    ),
    (
      "name with a slash", "name: graph-smiles", "name: ../etc",
      "a.yaml:1:7: name: expected 1 to 100 letters without a slash and without a point at the start: "
        + "it becomes a folder's name"
    ),
  ])
  func saysWhatIsWrongAndWhere(_ id: String, _ old: String, _ new: String, _ message: String) {
    let text = Self.valid.replacing(old, with: new)
    #expect(text != Self.valid)
    let error = #expect(throws: InvalidConfiguration.self) { try decode(text) }
    #expect(error?.description == message)
    #expect(error?.failureClass == .configuration)
  }

  @Test func pairsMayNotBeEmpty() {
    let text = Self.valid.components(separatedBy: "pairs:")[0] + "pairs: []\n"
    let error = #expect(throws: InvalidConfiguration.self) { try decode(text) }
    #expect(
      error?.description
        == "a.yaml:11:8: pairs: found none, expected at least 1: the frozen modalities to train against")
  }

  @Test func allProblemsAreToldInTheOrderOfTheFile() {
    let text = Self.valid.replacing("epochs: 20", with: "epochs: 0").replacing("seed: 4", with: "sed: 4")
    let error = #expect(throws: InvalidConfiguration.self) { try decode(text) }
    #expect(error?.problems.map(\.path) == ["sed", "training.epochs"])
  }

  @Test func aPageOfProblemsIsCutShort() {
    let text = Self.valid + "\n" + (0..<50).map { "unknown\($0): 1\n" }.joined()
    let error = #expect(throws: InvalidConfiguration.self) { try decode(text) }
    #expect(error?.description.split(separator: "\n").count == 21)
    #expect(error?.description.hasSuffix("… and 30 more") == true)
  }

  @Test func theResolvedConfigurationIsItselfAValidInput() throws {
    let first = try decode(Self.valid)
    let second = try decode(YAML.text(first.resolved))
    #expect(second.value == first.value)
    #expect(YAML.text(second.resolved) == YAML.text(first.resolved))
    #expect(first.value.node == first.resolved)
  }

  @Test func everyValueHasItsOrigin() throws {
    let node = try YAMLTests.read(Self.valid).applying([SettingOverride("seed", 5, flag: "--seed 5")])
    let resolved = try TrainingConfiguration.decode(node).resolved
    #expect(resolved[path: "seed"]?.origin == .flag("--seed 5"))
    #expect(resolved[path: "graph.encoder"]?.origin.description == "a.yaml:9:12")
    #expect(resolved[path: "training.optimizer.beta1"]?.origin == .default)
    #expect(resolved[path: "training.optimizer.beta1"]?.inline == "0.9")
  }

  @Test func pathsCountFromTheFileTheyStandIn() throws {
    let origin = SettingOrigin.file(path: "/project/configs/a.yaml", line: 1, column: 1)
    let node = try YAML.read(Array(Self.valid.utf8), source: origin)
    let configuration = try TrainingConfiguration.decode(node).value
    #expect(configuration.pairs[0].weights?.path == "/project/runs/pretrain-smiles")
    #expect(configuration.data.molecules == [.file(FileReference("/project/data/molecules.csv"))])
  }

  @Test(arguments: [
    ("quickstart", true), ("zinc-250k", true), ("./quickstart", false), ("a.csv", false), ("a/b", false),
  ])
  func aBareWordIsASample(_ text: String, _ isSample: Bool) throws {
    let source = try MoleculeSource(setting: SettingNode(.scalar(SettingScalar(text))))
    #expect((source == .sample(text)) == isSample)
  }

  @Test func thePretrainingShapeIsRead() throws {
    let text = """
      name: smiles
      data: { molecules: quickstart }
      encoder: smiles-transformer
      settings: { layers: 6 }
      pretraining: { maskedFraction: 0.15 }
      training: { epochs: 2 }
      """
    let configuration = try PretrainingConfiguration.decode(YAMLTests.read(text)).value
    #expect(configuration.encoder == "smiles-transformer")
    #expect(configuration.settings.inline == "{layers: 6}")
    #expect(configuration.pretraining.inline == "{maskedFraction: 0.15}")
    #expect(configuration.data.molecules == [.sample("quickstart")])
  }

  @Test func theSchemaIsATable() {
    let rows = TrainingConfiguration.rows
    #expect(rows.contains { $0.path == "pairs[].projection.dimensions" && $0.defaultValue == "256" })
    #expect(rows.first { $0.path == "graph.encoder" }?.defaultValue == nil)
    #expect(rows.first { $0.path == "training.schedule.type" }?.allowed == "constant, linear, cosine")
    #expect(rows.allSatisfy { !$0.help.isEmpty && !$0.help.hasSuffix(".") })
  }
}
