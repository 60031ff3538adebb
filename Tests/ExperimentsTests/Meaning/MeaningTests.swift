import Experiments
import Foundation
import Testing

/// Principal components, linear directions and correlations against NumPy and SciPy (`reference/make_meaning.py`).
struct MeaningTests {
  struct Reference: Decodable {
    let rows: [Float]
    let target, counts, shares: [Double]
    let vectors, coordinates: [[Double]]
    let directions: [String: [Double]]
    let pearson, spearman: Double
    let fisher: [Double]

    func column(_ index: Int) -> [Double] { stride(from: index, to: rows.count, by: 6).map { Double(rows[$0]) } }
  }

  /// Both sides compute in double precision.
  static let tolerance = 1e-10

  let reference: Reference

  init() throws {
    let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "reference/meaning.json")
    reference = try JSONDecoder().decode(Reference.self, from: Data(contentsOf: file))
  }

  private func expectEqual(_ found: [Double], _ expected: [Double]) {
    #expect(found.count == expected.count)
    for (found, expected) in zip(found, expected) { #expect(abs(found - expected) < Self.tolerance) }
  }

  @Test func components() throws {
    let components = try PrincipalComponents(reference.rows, columns: 6, count: 6)
    expectEqual(components.shares, reference.shares)
    expectEqual(components.directions.flatMap(\.self), reference.vectors.flatMap(\.self))
    expectEqual(components.coordinates(reference.rows).flatMap(\.self), reference.coordinates.flatMap(\.self))
    #expect(try PrincipalComponents(reference.rows, columns: 6, count: 2).directions.count == 2)
    #expect(try PrincipalComponents(reference.rows, columns: 6, count: 9).directions.count == 6)
  }

  @Test(arguments: [[Float](), [1, 2], [1, 2, 3], [1, .nan, 3, 4]])
  func refusesWhatHasNoComponents(_ rows: [Float]) {
    #expect(throws: (any Error).self) { try PrincipalComponents(rows, columns: 2, count: 2) }
  }

  /// Constant embeddings have no direction, and no fault either.
  @Test func constantEmbeddings() throws {
    let rows = [Float](repeating: 2, count: 12)
    #expect(try PrincipalComponents(rows, columns: 3, count: 3).shares == [0, 0, 0])
    let direction = try LinearDirections(rows, columns: 3).direction(of: [1, 2, 3, 4], penalty: 1)
    #expect(direction.allSatisfy { $0.isFinite })
  }

  @Test(arguments: [1e-6, 1e-2, 1.0])
  func ridge(_ penalty: Double) throws {
    let key = penalty == 1 ? "1.0" : penalty == 1e-2 ? "0.01" : "1e-06"
    let expected = try #require(reference.directions[key])
    let directions = try LinearDirections(reference.rows, columns: 6)
    for (found, expected) in zip(directions.direction(of: reference.target, penalty: penalty), expected) {
      #expect(abs(found - expected) < 1e-8)
    }
  }

  /// A number that is linear in the embedding is told exactly, and the penalty that is chosen is small.
  @Test func predictsWhatIsLinear() throws {
    let weights = [0.5, -1, 2, 0, 3, 1]
    let target = (0..<60).map { row in
      zip(weights, reference.rows[row * 6..<row * 6 + 6]).reduce(4.0) { $0 + $1.0 * Double($1.1) }
    }
    let half = 30 * 6
    let directions = try LinearDirections(Array(reference.rows[..<half]), columns: 6)
    let others = Array(reference.rows[half...])
    let found = directions.predictions(
      Array(target[..<30]), validation: (others, Array(target[30...])), others: others)
    for (found, expected) in zip(found, target[30...]) { #expect(abs(found - expected) < 1e-3) }
  }

  @Test func coefficients() throws {
    let (x, y) = (reference.column(0), reference.counts)
    let pearson = try #require(Correlation.pearson.estimate(x, y, seed: 1))
    let spearman = try #require(Correlation.spearman.estimate(x, y, seed: 1))
    #expect(abs(pearson.value - reference.pearson) < Self.tolerance)
    #expect(abs(spearman.value - reference.spearman) < Self.tolerance)
    for found in [pearson, spearman] {
      #expect(found.lower < found.value && found.value < found.upper && found.lower >= -1 && found.upper <= 1)
    }
    #expect(Correlation.spearman.estimate(x, y, seed: 1) == spearman)
    #expect(Correlation.spearman.estimate(x, y, seed: 2) != spearman)
  }

  /// On numbers that are normal the bootstrap's interval is about Fisher's: 0.06 is a quarter of its width.
  @Test func intervals() throws {
    let found = try #require(Correlation.pearson.estimate(reference.column(1), reference.target, seed: 1))
    #expect(abs(found.lower - reference.fisher[0]) < 0.06 && abs(found.upper - reference.fisher[1]) < 0.06)
  }

  @Test(arguments: Correlation.allCases)
  func extremes(_ correlation: Correlation) {
    #expect(correlation.estimate([1, 1, 1, 1], [1, 2, 3, 4], seed: 0) == nil)
    #expect(correlation.estimate([1, 2], [1, 2], seed: 0) == nil)
    let rising = (1...20).map(Double.init)
    let falling = correlation.estimate(rising, rising.map { -2 * $0 }, seed: 0)?.value ?? 0
    #expect(abs(falling + 1) < Self.tolerance)
    let curved = correlation.estimate(rising, rising.map { $0 * $0 * $0 }, seed: 0)?.value ?? 0
    #expect((abs(curved - 1) < Self.tolerance) == (correlation == .spearman))
  }
}
