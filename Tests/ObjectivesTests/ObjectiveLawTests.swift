import ACML
import NeuralNetworks
import Objectives
import Tensors
import Testing

/// What the protocol promises, for every objective of the plugin.
struct ObjectiveLawTests {
  @Test func registersItsObjectives() {
    #expect(catalog.objectives.map(\.component.id) == objectiveIDs)
    #expect(catalog.problems.isEmpty)
  }

  @Test(arguments: objectiveIDs)
  func comparesAsItTrains(_ id: String) throws {
    #expect(try makeObjective(id).similarity == (id == "acml-soft" ? .dotProduct : .cosine))
  }

  /// Central differences along one random direction of both sides and the objective's parameters, with duplicates and,
  /// where they are taken, extra negatives.
  @Test(arguments: objectiveIDs, [(samples: 0, graphs: 0), (3, 0), (0, 2), (3, 2)])
  func gradientMatchesFiniteDifferences(_ id: String, _ further: (samples: Int, graphs: Int)) throws {
    let extra = further.samples
    if extra + further.graphs > 0 && !extraNegativeIDs.contains(id) { return }
    let objective = try makeObjective(id, id == "info-loob" ? ["hopfieldScale": 4, "learnTemperature": true] : [:])
    let (a, b) = (Parameter(noise(5 + further.graphs, 6, seed: 1)), Parameter(noise(5 + extra, 6, seed: 2)))
    let identities: [Int32] = [0, 1, 0, 3, 4, 3, 6, 7]
    let loss = {
      try objective(batch(a.tensor, b.tensor, pairs: 5, identities: Array(identities.prefix(5 + extra))))
    }

    try loss().backward()
    let parameters = [a, b] + objective.parameters.filter { !$0.isFrozen }
    let directions = parameters.enumerated().map { noise(1, $1.value.count, seed: UInt64(10 + $0)) }
    var expected = 0.0
    for (parameter, direction) in zip(parameters, directions) {
      let gradient = try #require(parameter.gradient)
      for (slope, step) in zip(gradient.values, direction.values) { expected += Double(slope) * Double(step) }
    }
    let step: Float = 1e-3
    let move = { (factor: Float) in
      for (parameter, direction) in zip(parameters, directions) {
        parameter.withMutableValue { value in
          for (index, step) in direction.values.enumerated() { value[index] += factor * step }
        }
      }
    }
    move(step)
    let above = Double(try loss().scalar())
    move(-2 * step)
    let below = Double(try loss().scalar())
    let found = (above - below) / Double(2 * step)
    #expect(abs(found - expected) <= 0.01 * max(1, abs(expected)), "\(found), by backward \(expected)")
  }

  /// Row 3 of the modality shows the compound of graph 0, which is no pair of the batch's: a compound that has only
  /// further rows may as well not be there.
  @Test(arguments: extraNegativeIDs)
  func extraRowsThatAreDuplicatesOfAllCountForNothing(_ id: String) throws {
    let (a, b) = (noise(1, 6, seed: 3), noise(4, 6, seed: 4))
    let objective = try makeObjective(id)
    let masked = try objective(batch(a, b, identities: [0, 1, 0, 0])).scalar()
    let without = try objective(batch(a, try b.rows(0..<2))).scalar()
    #expect(abs(masked - without) <= 1e-5 * max(1, abs(without)))
  }

  /// A lone pair, whether by nature or because all others are the same compound, has nobody to be told from.
  @Test(arguments: ["info-nce", "info-loob", "hard-negative-nce", "acml-soft"])
  func nobodyToBeToldFromCostsNothing(_ id: String) throws {
    let objective = try makeObjective(id)
    let rows = noise(3, 6, seed: 5)
    #expect(abs(try objective(batch(rows.rows(0..<1), rows.rows(1..<2))).scalar()) <= 1e-6)
    let side = Parameter(rows)
    let loss = try objective(batch(side.tensor, noise(3, 6, seed: 6), identities: [7, 7, 7]))
    #expect(abs(try loss.scalar()) <= 1e-6)
    try loss.backward()
    #expect(try #require(side.gradient).values.allSatisfy { abs($0) <= 1e-6 })
  }

  /// Similarities of ±1 at the lowest temperatures.
  @Test(arguments: objectiveIDs, [1, 2, 9])
  func extremesStayFinite(_ id: String, _ count: Int) throws {
    let settings: [String: any CustomStringConvertible & Sendable] =
      switch id {
      case "acml-soft": ["temperature": 0.01]
      case "hard-negative-nce": ["temperature": 0.01, "concentration": 10]
      default: ["initialTemperature": 0.01]
      }
    for (first, second) in [(Float(1), Float(1)), (1, -1), (0, 0), (1e4, -1e4)] {
      let objective = try makeObjective(id, settings)
      let (a, b) = (Parameter(.full([count, 4], first)), Parameter(.full([count, 4], second)))
      // Alternating signs make partners alike and others opposite, or the other way round.
      for side in [a, b] {
        side.withMutableValue { values in for index in values.indices where index / 4 % 2 == 1 { values[index] *= -1 } }
      }
      let loss = try objective(batch(a.tensor, b.tensor))
      #expect(loss.isFinite, "\(first), \(second)")
      try loss.backward()
      for parameter in [a, b] + objective.parameters {
        if let gradient = parameter.gradient { #expect(gradient.isFinite, "\(first), \(second)") }
      }
    }
  }

  @Test(arguments: objectiveIDs)
  func orderOfPairsDoesNotMatter(_ id: String) throws {
    let (a, b) = (noise(5, 6, seed: 7), noise(5, 6, seed: 8))
    let identities: [Int32] = [0, 1, 0, 3, 4]
    let order: [Int32] = [3, 0, 4, 2, 1]
    let objective = try makeObjective(id)
    let plain = try objective(batch(a, b, identities: identities)).scalar()
    let shuffled = try objective(
      batch(a.gather(order), b.gather(order), identities: order.map { identities[Int($0)] })
    ).scalar()
    #expect(abs(plain - shuffled) <= 1e-5 * max(1, abs(plain)))
  }

  @Test func softTargetsTakeNoExtraNegatives() throws {
    let objective = try makeObjective("acml-soft")
    #expect(throws: ObjectiveError.extraNegatives(objective: "acml-soft", count: 2)) {
      try objective(batch(noise(3, 4, seed: 1), noise(5, 4, seed: 2)))
    }
    #expect(throws: ObjectiveError.extraNegatives(objective: "acml-soft", count: 1)) {
      try objective(batch(noise(4, 4, seed: 1), noise(3, 4, seed: 2), pairs: 3))
    }
  }

  @Test(arguments: objectiveIDs)
  func shapesThatDoNotFitAreRefused(_ id: String) throws {
    let objective = try makeObjective(id)
    for (a, b, pairs) in [([3, 4], [2, 4], 3), ([3, 4], [3, 5], 3), ([0, 4], [0, 4], 0), ([2, 4], [3, 4], 3)] {
      #expect(throws: ObjectiveError.shapes(graph: a, modality: b, pairs: pairs)) {
        try objective(batch(.zeros(a), .zeros(b), pairs: pairs))
      }
    }
  }
}
