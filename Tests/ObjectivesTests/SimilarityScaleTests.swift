import ACML
import NeuralNetworks
import Tensors
import Testing

/// The learned temperature.
struct SimilarityScaleTests {
  @Test(arguments: [("info-nce", 0.07), ("info-loob", 1 / 14.3), ("siglip", 0.1)])
  func beginsAsPublished(_ id: String, _ temperature: Double) throws {
    let found = try #require(try makeObjective(id).metrics["temperature"])
    #expect(abs(found - temperature) <= 1e-6)
  }

  @Test func sigLIPTellsItsBias() throws {
    #expect(try makeObjective("siglip").metrics["bias"] == -10)
  }

  @Test func comesBackFromItsBound() throws {
    let objective = try makeObjective("info-nce", ["maximumScale": 50])
    let parameter = try #require(objective.parameters.first)
    try parameter.assign(Tensor(20))
    // Unlike rows make a lower scale better: the gradient must point there, also at the bound.
    let loss = try objective(batch(noise(6, 4, seed: 1), noise(6, 4, seed: 2)))
    try loss.backward()
    #expect(abs(try #require(objective.metrics["temperature"]) - 1 / 50) <= 1e-6)
    #expect(try #require(parameter.gradient).scalar() > 0)
  }

  @Test func aFixedTemperatureGetsNoGradient() throws {
    let objective = try makeObjective("info-nce", ["learnTemperature": false])
    let side = Parameter(noise(3, 4, seed: 1))
    try objective(batch(side.tensor, noise(3, 4, seed: 2))).backward()
    #expect(objective.parameters.allSatisfy { $0.gradient == nil && $0.isFrozen })
    #expect(side.gradient != nil)
  }

  @Test func aTemperatureBeyondTheBoundIsRefused() {
    #expect(throws: InvalidConfiguration.self) {
      try makeObjective("info-nce", ["initialTemperature": 0.005])
    }
  }
}
