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

  func callAsFunction(_ molecule: Molecule, progress: any ProgressObserver) throws -> Attribution {
    let canonical = try molecule.canonicalized()
    let smiles = try molecule.canonicalSMILES
    let sample = try self.sample(canonical, smiles)
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

  /// What the molecule is to be found by: itself, or the run's first measurement of it.
  private func sample(_ molecule: Molecule, _ smiles: String) throws -> Sample {
    guard run.isMeasured(pair) else { return Sample(identity: smiles, smiles: smiles, molecule: molecule) }
    let named = try run.samples(of: nil, pair: pair).first { try $0.molecule.canonicalSMILES == smiles }
    guard let named else {
      throw MeaningError.noSample(smiles: smiles, modality: run.modalities[pair], run: run.url.relativePath)
    }
    return named
  }

  private func scores(_ graphs: Tensor, _ sample: Tensor) throws -> [Double] {
    try Gradients.disabled {
      try run.comparable(graphs, pair: pair).matmul(run.comparable(sample, pair: pair), transposed: true)
        .values.map(Double.init)
    }
  }
}
