import ACML
import Foundation
import NeuralNetworks
import Tensors
import Testing

/// Duplicates and extra negatives against sums written out in double precision: a duplicate is in no sum, an extra
/// negative is in the sums of the other side and makes no choice itself.
struct ClosedFormTests {
  static let pairs = 4
  static let graphs = 6
  static let rows = 7
  static let dimensions = 6
  /// (0, 2), (2, 0), (1, 5) and (3, 6) are duplicates.
  static let identities: [Int32] = [0, 1, 0, 3, 4, 1, 3]

  static let graph = noise(graphs, dimensions, seed: 21)
  static let modality = noise(rows, dimensions, seed: 22)

  static let cosines: [[Double]] = {
    func unit(_ tensor: Tensor, _ row: Int) -> [Double] {
      let values = tensor.values[row * dimensions..<(row + 1) * dimensions].map(Double.init)
      let norm = values.reduce(0) { $0 + $1 * $1 }.squareRoot()
      return values.map { $0 / norm }
    }
    return (0..<graphs).map { i in
      (0..<rows).map { j in zip(unit(graph, i), unit(modality, j)).reduce(0) { $0 + $1.0 * $1.1 } }
    }
  }()

  /// For each choice of both directions the partner's similarity and those of the negatives.
  static let choices: [(partner: Double, negatives: [Double], isOfGraph: Bool)] =
    (0..<pairs).map { i in
      let negatives = (0..<rows).filter { identities[$0] != identities[i] }.map { cosines[i][$0] }
      return (cosines[i][i], negatives, true)
    }
    + (0..<pairs).map { j in
      let negatives = (0..<graphs).filter { $0 >= pairs || identities[$0] != identities[j] }.map { cosines[$0][j] }
      return (cosines[j][j], negatives, false)
    }

  /// Each id with its loss, from the formula of its paper.
  static let cases: [(String, Double)] = [
    ("info-nce", mean { -$0 / 0.07 + log(sum($1, $0) { exp($0 / 0.07) }) }),
    ("info-loob", 2 / 14.3 * mean { partner, negatives in log(sum(negatives) { exp($0 * 14.3) }) - partner * 14.3 }),
    (
      "siglip",
      // Every pair of a graph and a sample once, those of graphs beyond the pairs among them.
      choices.filter(\.isOfGraph).reduce(sum(cosines[pairs...].flatMap(\.self)) { log(1 + exp(10 * $0 - 10)) }) {
        total, choice in
        total + log(1 + exp(-(10 * choice.partner - 10))) + sum(choice.negatives) { log(1 + exp(10 * $0 - 10)) }
      } / Double(pairs)
    ),
    (
      "hard-negative-nce",
      mean { partner, negatives in
        let (count, positive) = (Double(negatives.count), exp(partner / 0.5))
        let weights = sum(negatives) { exp($0 / 0.5) } / count
        let reweighted = sum(negatives) { exp(2 * $0 / 0.5) } / weights
        let others = max((reweighted - 0.1 * count * positive) / 0.9, count * exp(-1 / 0.5))
        return -log(positive / (positive + others))
      }
    ),
  ]

  @Test(arguments: cases)
  func matchesPlainSums(_ id: String, _ expected: Double) throws {
    let objective = try makeObjective(id)
    let loss = try objective(
      batch(Self.graph, Self.modality, pairs: Self.pairs, identities: Self.identities)
    ).scalar()
    // Float32 against Float64 over a handful of terms.
    #expect(abs(Double(loss) - expected) <= 1e-5 * max(1, abs(expected)), "\(loss), expected \(expected)")
  }

  /// Two rows that show the same compound: the targets of ACML's loss are spread over all others.
  @Test func softTargetsLeaveDuplicatesOut() throws {
    let (a, b) = (noise(3, 4, seed: 31), noise(3, 4, seed: 32))
    let objective = try makeObjective("acml-soft")
    let found = try objective(batch(a, b, identities: [0, 1, 0])).scalar()
    let product = { (left: Tensor, right: Tensor) in
      try left.matmul(right, transposed: true).values.map(Double.init)
    }
    let (s, aa, bb) = (try product(a, b), try product(a, a), try product(b, b))
    let isCounted = { (i: Int, j: Int) in i == j || (i, j) != (0, 2) && (i, j) != (2, 0) }
    let at = { (values: [Double], i: Int, j: Int) in values[3 * i + j] }
    var expected = 0.0
    for i in 0..<3 {
      let others = (0..<3).filter { isCounted(i, $0) }
      let row = log(sum(others.map { at(s, i, $0) }) { exp($0) })
      let targets = sum(others.map { (at(aa, i, $0) + at(bb, i, $0)) / 2 }) { exp($0) }
      for j in others {
        let target = exp((at(aa, i, j) + at(bb, i, j)) / 2) / targets
        let column = log(sum((0..<3).filter { isCounted($0, j) }.map { at(s, $0, j) }) { exp($0) })
        expected -= target * (at(s, i, j) - row + at(s, i, j) - column) / 6
      }
    }
    #expect(abs(Double(found) - expected) <= 1e-5 * max(1, abs(expected)), "\(found), expected \(expected)")
  }

  private static func mean(_ loss: (Double, [Double]) -> Double) -> Double {
    choices.reduce(0) { $0 + loss($1.partner, $1.negatives) } / Double(choices.count)
  }
}

private func sum(_ values: [Double], _ further: Double? = nil, _ term: (Double) -> Double) -> Double {
  values.reduce(further.map(term) ?? 0) { $0 + term($1) }
}
