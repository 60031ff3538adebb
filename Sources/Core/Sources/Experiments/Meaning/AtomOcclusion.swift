internal import ACML
internal import Chemistry
internal import Foundation
internal import Tensors

/// Weighs the atoms of a molecule by occlusion.
///
/// The contribution of an atom is the score less the mean score with the features of other atoms in its place, its bonds
/// kept: `s(x) − E[s(x with x̃ᵢ for xᵢ)]`, the prediction difference of Zintgraf et al., ICLR 2017 (arXiv 1702.04595, equation 1
/// with differences instead of log-odds). Atoms are drawn from molecules that the network knows, so that it sees nothing
/// unknown, such as an atom of zeros.
struct AtomOcclusion {
  /// Features of atoms that take an atom's place, the same for each.
  private let others: [ArraySlice<UInt8>]

  /// How many atoms take each place.
  static let draws = 16

  /// - Parameter background: molecules whose atoms are drawn.
  init(background: [MolecularGraph], random: RandomStream) {
    var random = random
    others = (0..<Self.draws).compactMap { _ in
      background.randomElement(using: &random).map { graph in
        graph.codes(ofAtom: Int.random(in: 0..<graph.atomCount, using: &random))
      }
    }
  }

  /// A score of a molecule, and what each of its atoms adds to it.
  struct Weights {
    let score: Double
    let contributions: [Double]
  }

  /// - Parameters:
  ///   - graph: the molecule.
  ///   - scores: some scores of many graphs, a list for each score.
  /// - Returns: the weights for each score.
  func weigh(_ graph: MolecularGraph, scores: ([MolecularGraph]) throws -> [[Double]]) rethrows -> [Weights] {
    let graphs =
      [graph] + (0..<graph.atomCount).flatMap { atom in others.map { graph.replacing(atom: atom, by: $0) } }
    return try scores(graphs).map { scores in
      Weights(
        score: scores[0],
        contributions: (0..<graph.atomCount).map { atom in
          let replaced = scores[1 + atom * others.count..<1 + (atom + 1) * others.count]
          return scores[0] - replaced.reduce(0, +) / Double(max(1, replaced.count))
        })
    }
  }
}
