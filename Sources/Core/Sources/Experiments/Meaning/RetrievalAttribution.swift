internal import ACML
internal import Chemistry
internal import Foundation
internal import Tensors

/// Weighs the atoms of molecules for the score with which their samples find them.
struct RetrievalAttribution {
  private let run: TrainedRun
  private let pair: Int
  private let store: URL?
  private let occlusion: AtomOcclusion

  init(_ run: TrainedRun, pair: Int, store: URL?, occlusion: AtomOcclusion) {
    self.run = run
    self.pair = pair
    self.store = store
    self.occlusion = occlusion
  }

  /// Weighs the atoms of some molecules.
  func all(_ molecules: [Molecule], progress: any ProgressObserver) throws -> [Attribution] {
    guard !molecules.isEmpty else { return [] }
    let measured = try measuredSamples()
    return try molecules.map { molecule in
      let (canonical, smiles) = (try molecule.canonicalized(), try molecule.canonicalSMILES)
      guard let measured else {
        return try attribution(
          canonical, smiles, Sample(identity: smiles, smiles: smiles, molecule: canonical), progress)
      }
      guard let sample = measured[smiles] else {
        throw MeaningError.noSample(smiles: smiles, modality: run.modalities[pair], run: run.url.relativePath)
      }
      return try attribution(canonical, smiles, sample, progress)
    }
  }

  /// The first measurement of each molecule of the run, by canonical SMILES; `nil` for a modality that is derived from
  /// molecules.
  private func measuredSamples() throws -> [String: Sample]? {
    guard run.isMeasured(pair) else { return nil }
    let samples = try run.samples(of: nil, pair: pair)
    let keys = try inParallel(samples) { try $0.molecule.canonicalSMILES }
    return Dictionary(zip(keys, samples)) { first, _ in first }
  }

  private func attribution(
    _ canonical: Molecule, _ smiles: String, _ sample: Sample, _ progress: any ProgressObserver
  ) throws -> Attribution {
    let joint = try run.jointSamples([sample], pair: pair, store: store, progress: progress)
    guard !joint.samples.isEmpty else {
      throw MeaningError.notEncoded(smiles: smiles, modality: run.modalities[pair])
    }
    let graph = try canonical.graph(features: run.configuration.graph.features)
    let weights = try occlusion.weigh(graph) { graphs in
      let embeddings = try run.model.graphEncoder.encode(graphs) { _ in try Interruption.check() }
      return [try scores(run.jointGraphs(embeddings, pair: pair), joint.embeddings)]
    }[0]
    return Attribution(
      smiles: smiles, target: run.modalities[pair], score: weights.score, contributions: weights.contributions)
  }

  private func scores(_ graphs: Tensor, _ sample: Tensor) throws -> [Double] {
    try Gradients.disabled {
      try run.comparable(graphs, pair: pair).matmul(run.comparable(sample, pair: pair), transposed: true)
        .values.map(Double.init)
    }
  }
}
