public import ACML
public import Foundation
public import Chemistry
internal import NeuralNetworks
internal import Tensors

/// An evaluation's networks, opened to predict the properties of new molecules: an ensemble of its seeds, calibrated on
/// its validation part.
public final class PropertyModel {
  static let file = "model.json"

  /// What `model.json` says.
  struct Record: Codable {
    static let currentFormat = 1

    var format = Self.currentFormat
    let task: PropertyTask
    let labels: [String]
    /// The column of molecules in the data that it was made from.
    let smilesColumn: String
    let served: PropertyMode
    /// Those of the members.
    let seeds: [Int]
    /// Width of the head's hidden layer; absent for a linear head.
    let hiddenDimensions: Int?
    let scaling: LabelScaling
    /// One for each label.
    let calibrations: [Calibration]
    let report: PropertyReport
  }

  public let url: URL
  let record: Record
  let features: GraphFeatures
  private let members: [PropertyNetwork]

  /// The names of the predicted properties.
  public var labels: [String] { record.labels }
  public var task: PropertyTask { record.task }
  /// The figures of the evaluation.
  public var report: PropertyReport { record.report }

  /// - Throws: ``PropertyError``, `UnknownComponent`, errors of the files.
  public init(_ url: URL, catalog: PluginCatalog) throws {
    self.url = url
    let file = url.appending(path: Self.file)
    guard exists(file) else {
      throw exists(url) ? PropertyError.notAModel(path: url.path) : RunError.missing(path: url.path)
    }
    struct Format: Decodable { let format: Int }
    let found = (try decode(file) as Format).format
    guard found <= Record.currentFormat else {
      throw PropertyError.newerModel(path: url.path, found: found, known: Record.currentFormat)
    }
    let record: Record = try decode(file)
    let count = record.labels.count
    guard count > 0, !record.seeds.isEmpty, record.calibrations.count == count, record.scaling.means.count == count,
      record.scaling.deviations.count == count, (1...65_536).contains(record.hiddenDimensions ?? 1)
    else { throw PropertyError.damagedModel(path: file.path, reason: "its numbers of labels don't agree") }
    self.record = record
    let graph = try ExperimentFile<TrainingConfiguration>(url.appending(path: "config.yaml"), catalog: catalog)
      .configuration.graph
    features = graph.features
    members = try record.seeds.map { seed in
      let random = RandomStream(seed: UInt64(bitPattern: Int64(seed)), name: "property-weights")
      let encoder = try graph.makeEncoder(catalog, random: random)
      let head = PropertyHead(
        encoder.embeddingDimensions, hiddenDimensions: record.hiddenDimensions, labels: count, dropout: 0,
        random: random)
      let network = PropertyNetwork(encoder, head)
      try network.load(from: SafetensorsFile(PropertyFolder.weights(record.served, seed: seed, in: url)))
      return network
    }
  }

  /// Predicts the properties of some molecules.
  /// - Returns: for each molecule a prediction a label.
  public func predict(_ molecules: [Molecule]) throws -> [[Calibration.Prediction]] {
    let features = features
    let graphs = try inParallel(molecules) { try $0.canonicalGraph(features: features) }
    let outputs = try outputs(graphs)
    return graphs.indices.map { row in
      record.calibrations.enumerated().map { column, calibration in
        calibration.prediction(record.task, outputs.map { $0[column][row] })
      }
    }
  }

  /// The outputs of each member, a column for each label.
  func outputs(_ graphs: [MolecularGraph]) throws -> [[[Float]]] {
    try members.map { member in
      try Interruption.check()
      return record.scaling.restored(try member.outputs(graphs))
    }
  }
}
