internal import ACML
internal import Chemistry
public import Foundation
internal import Tensors

/// What the atoms of molecules add to their predicted properties.
public struct PropertyAttribution {
  private let model: PropertyModel
  private let progress: any ProgressObserver

  /// Atoms that take others' places are drawn from so many molecules of the training part.
  private static let backgroundMolecules = 500

  public init(_ model: PropertyModel, progress: any ProgressObserver = SilentProgress()) {
    self.model = model
    self.progress = progress
  }

  /// Weighs the atoms of each molecule that has a prediction.
  /// - Parameter molecules: SMILES.
  /// - Returns: for each molecule one for each property of the model.
  /// - Throws: ``MeaningError``, ``DataError``, errors of files, ``Interrupted``.
  public func attribute(_ molecules: [String]) throws -> [Attribution] {
    let random = RandomStream(seed: 0, name: "property-attribution")
    let occlusion = AtomOcclusion(
      background: try model.trainingGraphs(Self.backgroundMolecules, random.child("molecules")),
      random: random.child("atoms"))
    progress.begin("weighing atoms", total: molecules.count)
    defer { progress.end(note: nil) }
    var attributions: [Attribution] = []
    for (index, text) in molecules.enumerated() {
      let molecule = try Molecule.named(text)
      let (canonical, smiles) = (try molecule.canonicalized(), try molecule.canonicalSMILES)
      let weights = try occlusion.weigh(model.graph(canonical), scores: model.scores)
      attributions += zip(model.labels, weights).map { label, weights in
        Attribution(smiles: smiles, target: label, score: weights.score, contributions: weights.contributions)
      }
      progress.advance(to: index + 1, note: nil)
    }
    return attributions
  }

  /// As ``attribute(_:)``, into `attribution.csv`, a line an atom, and `attribution-N.svg`, a drawing of each.
  /// - Parameters:
  ///   - report: predictions; molecules without one are left out.
  ///   - folder: is made if it isn't there.
  /// - Returns: the names of the files.
  public func attribute(_ report: PropertyPrediction.Report, to folder: URL) throws -> [String] {
    let attributions = try attribute(report.rows.filter { $0.error == nil }.map(\.smiles))
    try createFolder(folder)
    return try Attribution.write(attributions, to: folder)
  }
}

extension PropertyModel {
  func graph(_ molecule: Molecule) throws -> MolecularGraph { try molecule.graph(features: features) }

  /// Molecules that the networks have learned from, drawn at random from `split.csv`.
  fileprivate func trainingGraphs(_ count: Int, _ random: RandomStream) throws -> [MolecularGraph] {
    let file = url.appending(path: "split.csv")
    guard exists(file) else { throw PropertyError.damagedModel(path: file.path, reason: "the file is missing") }
    let dataset = try Dataset(
      reading: file, options: Dataset.Options(smilesColumn: "smiles", onInvalid: .mark, keepsMolecules: false)
    ) { _ in try Interruption.check() }
    guard let column = dataset.columns.firstIndex(of: "part") else {
      throw PropertyError.damagedModel(path: file.path, reason: "it has no column 'part'")
    }
    let rows = dataset.validRows.filter { dataset.rows[$0].values[column] == Part.train.rawValue }
    let drawn = random.permutation(rows.count).prefix(count).map { rows[$0] }
    return try dataset.map(drawn) { $0 }.compactMap { try $0?.canonicalGraph(features: features) }
  }

  /// For each label a score of each graph: the mean of the seeds in units of the label, of a class the calibrated
  /// log-odds.
  fileprivate func scores(_ graphs: [MolecularGraph]) throws -> [[Double]] {
    let outputs = try self.outputs(graphs)
    return record.calibrations.enumerated().map { column, calibration in
      graphs.indices.map { row in calibration.score(record.task, outputs.map { $0[column][row] }) }
    }
  }
}
