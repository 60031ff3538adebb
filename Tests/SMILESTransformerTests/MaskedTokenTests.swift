import ACML
import NeuralNetworks
import SMILESTransformer
import Tensors
import TestSupport
import Testing

@Suite("Pre-training by masked tokens") struct MaskedTokenTests {
  private func stream(_ seed: UInt64 = 3) -> RandomStream { RandomStream(seed: seed, name: "training") }

  @Test("The loss falls, and the accuracy rises")
  func learning() throws {
    let task = try smallTask { encoder, _ in encoder.dropout = 0 }
    let (samples, random) = (try samples(), stream())
    let before = try task.loss(of: samples, mode: .inference)
    let optimizer = AdamW(task.namedParameters)
    for _ in 0..<30 {
      try task.loss(of: samples, mode: .training(random)).loss.backward()
      optimizer.step(learningRate: 5e-3)
      for parameter in task.parameters { parameter.gradient = nil }
    }
    let after = try task.loss(of: samples, mode: .inference)
    #expect(try after.loss.scalar() < 0.75 * before.loss.scalar())
    let accuracy = "maskedAccuracy"
    #expect(try #require(after.metrics[accuracy]) > #require(before.metrics[accuracy]))
  }

  @Test("A gradient reaches every parameter")
  func gradients() throws {
    let task = try smallTask()
    try task.loss(of: samples(), mode: .training(stream())).loss.backward()
    for (name, parameter) in task.namedParameters {
      let gradient = try #require(parameter.gradient, "\(name)")
      #expect(gradient.isFinite, "\(name)")
      // Softmax doesn't see what all keys have in common.
      if !name.hasSuffix("attention.key.bias") { #expect(gradient.values.contains { $0 != 0 }, "\(name)") }
    }
  }

  @Test("In inference the loss stays; in training it follows the stream")
  func determinism() throws {
    let task = try smallTask()
    let samples = try samples()
    func loss(_ mode: Mode) throws -> Float { try task.loss(of: samples, mode: mode).loss.scalar() }
    #expect(try loss(.inference) == loss(.inference))
    #expect(try loss(.training(stream())) == loss(.training(stream())))
    #expect(try loss(.training(stream())) != loss(.training(stream(4))))
    let random = stream()
    #expect(try loss(.training(random)) != loss(.training(random)))
  }

  @Test("In inference a molecule's masks don't depend on the others of the batch")
  func validationMasks() throws {
    let task = try smallTask()
    // Sequences of equal lengths have equally many masks, so that the loss of both is the mean of the losses.
    let pair = try samples(["CCCO", "CCCN"])
    func loss(_ samples: [Sample]) throws -> Float { try task.loss(of: samples, mode: .inference).loss.scalar() }
    let separate = try (loss([pair[0]]) + loss([pair[1]])) / 2
    expectClose([try loss(pair)], [separate], 1e-5)
  }

  @Test(
    "An untrained network is about as uncertain as the vocabulary is large; perplexity is the exponential of the loss")
  func metrics() throws {
    let task = try smallTask()
    let result = try task.loss(of: samples(), mode: .inference)
    let perplexity = try #require(result.metrics["perplexity"])
    let tokens = Double(task.network.shape.vocabularySize)
    #expect(perplexity > 0.7 * tokens && perplexity < 1.4 * tokens)
    #expect(result.metrics["unknownTokens"] == 0 && result.metrics["truncated"] == 0)
  }

  @Test("The encoder keeps the weights of its time")
  func snapshot() throws {
    let task = try smallTask()
    let encoder = try task.makeEncoder()
    let before = try encoder.encode(samples()).embeddings.values
    try task.loss(of: samples(), mode: .training(stream())).loss.backward()
    AdamW(task.namedParameters).step(learningRate: 0.1)
    #expect(try encoder.encode(samples()).embeddings.values == before)
    #expect(try task.makeEncoder().encode(samples()).embeddings.values != before)
  }

  @Test("A batch without tokens is an error")
  func noTokens() throws {
    let task = try smallTask { encoder, _ in encoder.encoding.canonical = false }
    let empty = Sample(identity: "", smiles: "", molecule: try samples()[0].molecule)
    #expect(throws: SMILESTransformerError.noTokens(reason: "no token in the text")) {
      try task.loss(of: [empty], mode: .inference)
    }
    #expect(throws: SMILESTransformerError.self) { try task.loss(of: [], mode: .inference) }
  }

  @Test("Settings that don't fit each other are refused")
  func settings() {
    var settings = SMILESTransformerSettings()
    settings.heads = 5
    #expect(throws: InvalidSetting.self) { try settings.validate() }
    settings = SMILESTransformerSettings()
    settings.encoding.pooling = .pooler
    #expect(throws: InvalidSetting.self) { try settings.validate() }
  }
}
