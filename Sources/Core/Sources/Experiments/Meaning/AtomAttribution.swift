internal import ACML
internal import Chemistry
internal import Foundation
internal import Tensors

/// Weighs the atoms of a molecule by occlusion.
///
/// The contribution of an atom is the score less the mean score with the features of other atoms in its place, its bonds
/// kept: `s(x) − E[s(x with x̃ᵢ for xᵢ)]`, the prediction difference of Zintgraf et al., ICLR 2017 (arXiv 1702.04595, equation 1
/// with differences instead of log-odds). Atoms are drawn from those of the molecules that are shown, so that the network sees
/// nothing that it doesn't know, such as an atom of zeros.
struct AtomAttribution {
  private let run: TrainedRun
  private let pair: Int
  private let store: URL?
  /// Features of atoms that take an atom's place, the same for each.
  private let others: [ArraySlice<UInt8>]

  /// How many atoms take each place.
  static let draws = 16

  init(_ run: TrainedRun, pair: Int, background: [MolecularGraph], store: URL?, random: RandomStream) {
    self.run = run
    self.pair = pair
    self.store = store
    var random = random
    others = (0..<Self.draws).compactMap { _ in
      background.randomElement(using: &random).map { graph in
        graph.codes(ofAtom: Int.random(in: 0..<graph.atomCount, using: &random))
      }
    }
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
    let graphs =
      [graph] + (0..<graph.atomCount).flatMap { atom in others.map { graph.replacing(atom: atom, by: $0) } }
    let embeddings = try run.model.graphEncoder.encode(graphs) { _ in try Interruption.check() }
    let scores = try self.scores(run.jointGraphs(embeddings, pair: pair), joint.embeddings)
    return Attribution(
      smiles: smiles, modality: run.modalities[pair], score: scores[0],
      contributions: (0..<graph.atomCount).map { atom in
        let replaced = scores[1 + atom * others.count..<1 + (atom + 1) * others.count]
        return scores[0] - replaced.reduce(0, +) / Double(max(1, replaced.count))
      })
  }

  private func scores(_ graphs: Tensor, _ sample: Tensor) throws -> [Double] {
    try Gradients.disabled {
      try run.comparable(graphs, pair: pair).matmul(run.comparable(sample, pair: pair), transposed: true)
        .values.map(Double.init)
    }
  }
}
