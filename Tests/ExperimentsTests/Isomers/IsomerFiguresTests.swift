import Experiments
import Tensors
import Testing

struct IsomerFiguresTests {
  /// A group whose samples score as the rows say.
  private func group(_ formula: String, _ scores: [[Float]]) -> IsomerGroup {
    IsomerGroup(formula: formula, molecules: scores.indices.map { "\(formula) \($0)" }, scores: scores)
  }

  @Test func figuresFollowFromTheScores() {
    let groups = [
      // Both right.
      group("C2H6O", [[0.9, 0.1], [0.2, 0.8]]),
      // One right, one tie.
      group("C3H8O", [[0.9, 0.1], [0.5, 0.5]]),
      // The first loses to both, the second beats one and ties with none, the third is best.
      group("C4H10", [[0.1, 0.2, 0.3], [0.2, 0.4, 0.5], [0.1, 0.2, 0.9]]),
    ]
    let figures = IsomerFigures(groups, seed: 1)
    #expect(figures.formulas == 3)
    #expect(figures.pairs == 5)
    // Wins over ordered pairs: 2, 1.5, 0 + 1 + 2.
    #expect(abs(figures.pairwiseAccuracy.value - 6.5 / 10) < 1e-12)
    // Within samples: 1, 1, 1, ½, 0, ½, 1.
    #expect(abs(figures.meanOverSamples.value - 5.0 / 7) < 1e-12)
    #expect(figures.pairwiseRandom == 0.5)
    #expect(figures.bySize.map(\.groupSize) == [2, 3])
    #expect(figures.bySize.map(\.samples) == [4, 3])
    #expect(abs(figures.bySize[0].accuracy.value - 3.5 / 4) < 1e-12)
    #expect(abs(figures.bySize[1].accuracy.value - 1.0 / 3) < 1e-12)
    #expect(figures.bySize.map(\.random) == [0.5, 1.0 / 3])
    #expect(abs(figures.all.accuracy.value - 4.5 / 7) < 1e-12)
    #expect(abs(figures.all.random - 3.0 / 7) < 1e-12)
  }

  /// Against counting over all pairs one by one.
  @Test func agreesWithCounting() {
    let random = RandomStream(seed: 5, name: "isomers")
    let groups = (0..<60).map { number in
      let size = 2 + number % 5
      // A few levels, so that ties are common.
      return group("C\(number / 2)", (0..<size).map { _ in (0..<size).map { _ in (random.uniform() * 6).rounded() } })
    }
    var (wins, count, best, samples) = (0.0, 0.0, 0.0, 0.0)
    for group in groups {
      for (row, scores) in group.scores.enumerated() {
        for (column, score) in scores.enumerated() where column != row {
          wins += scores[row] > score ? 1 : scores[row] == score ? 0.5 : 0
          count += 1
        }
        let top = scores.max() ?? 0
        if scores[row] == top { best += 1 / Double(scores.count { $0 == top }) }
        samples += 1
      }
    }
    let figures = IsomerFigures(groups, seed: 2)
    #expect(abs(figures.pairwiseAccuracy.value - wins / count) < 1e-12)
    #expect(abs(figures.all.accuracy.value - best / samples) < 1e-12)
    #expect(figures.formulas == 30)
    #expect(IsomerFigures(groups, seed: 2) == figures)
  }

  /// Formulas are drawn, not pairs: groups that copy each other widen the interval of independent ones.
  @Test func intervalsAreThoseOfFormulas() {
    let right: [[Float]] = [[1, 0], [0, 1]]
    let wrong: [[Float]] = [[0, 1], [1, 0]]
    let independent = (0..<400).map { group("C\($0)", $0 % 4 == 0 ? wrong : right) }
    let estimate = IsomerFigures(independent, seed: 3).pairwiseAccuracy
    let half = 1.96 * (0.75 * 0.25 / 400).squareRoot()
    // 1,000 resamples place each end within about a tenth of the half-width.
    #expect(abs(estimate.value - 0.75) < 1e-12)
    #expect(abs(estimate.lower - (0.75 - half)) < 0.15 * half)
    #expect(abs(estimate.upper - (0.75 + half)) < 0.15 * half)
    let copied = (0..<400).map { group("C\($0 / 16)", $0 / 16 % 4 == 0 ? wrong : right) }
    let wide = IsomerFigures(copied, seed: 3).pairwiseAccuracy
    #expect(wide.upper - wide.lower > 3 * (estimate.upper - estimate.lower))
  }

  @Test func roundingIsNoDifference() {
    let figures = IsomerFigures([group("CH4", [[0.7, 0.7000001], [0.69999995, 0.7]])], seed: 1)
    #expect(figures.pairwiseAccuracy.value == 0.5)
    #expect(figures.all.accuracy.value == 0.5)
  }
}
