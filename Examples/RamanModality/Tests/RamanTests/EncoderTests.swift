import ACML
import Conformance
import NeuralNetworks
import Raman
import Tensors
import Testing

struct EncoderTests {
  @Test func registersItsParts() {
    #expect(RamanFiles.catalog.components.map(\.id) == ["raman", "raman-cnn"])
    #expect(RamanFiles.catalog.problems.isEmpty)
  }

  @Test(arguments: ["raman", "raman-cnn"])
  func keepsTheLaws(_ id: String) throws {
    var options = ConformanceCheck.Options()
    options.samples = try RamanFiles.simulated()
    let findings = try ConformanceCheck(id, in: RamanFiles.catalog, options: options).run()
    // Other tests run beside, and memory is that of the whole process: `acml plugin check` judges it.
    #expect(findings.filter { $0.isBroken && $0.law != .memory } == [])
  }

  private func task(_ samples: [Sample]) throws -> any PretrainingTask {
    try #require(
      try RamanFiles.catalog.modalityEncoder("raman-cnn").makePretrainingTask(
        encoder: nil, task: nil, samples: samples,
        PretrainingContext(random: RandomStream(seed: 1, name: "pretraining"))))
  }

  /// The same spectrum recorded at twice as many places is nearly the same to the encoder.
  @Test func howDenselyWasRecordedHardlyMatters() throws {
    let encoder = try task([]).makeEncoder()
    func line(_ step: Double) throws -> Sample {
      let shifts = Array(stride(from: 900, through: 1100, by: step))
      let spectrum = try RamanSpectrum(
        shifts: shifts, intensities: shifts.map { Float(1 / (1 + ($0 - 1000) * ($0 - 1000) / 100)) })
      return Sample(identity: "line", smiles: "", molecule: nil, payload: spectrum)
    }
    let embeddings = try encoder.encode([line(1), line(2)]).embeddings
    let difference = zip(try embeddings.rows(0..<1).values, try embeddings.rows(1..<2).values).map { abs($0 - $1) }
    #expect(try #require(difference.max()) < 1e-3)
  }

  @Test func aSpectrumBesideTheGridFailsAlone() throws {
    let encoder = try task([]).makeEncoder()
    let far = try RamanSpectrum(shifts: [4000, 4001], intensities: [1, 2])
    let near = try RamanSpectrum(shifts: [1000, 1001], intensities: [1, 2])
    let encoded = try encoder.encode(
      [far, near].map { Sample(identity: "", smiles: "", molecule: nil, payload: $0) })
    #expect(encoded.rows == [1])
    #expect(encoded.failures.map(\.reason) == ["the spectrum has nothing above zero from 200.0 to 3400.0 cm⁻¹"])
  }

  @Test func learnsToRemoveDisturbances() throws {
    let samples = try RamanFiles.samples(RamanFiles.simulated())
    let task = try task(samples)
    let optimizer = AdamW(task.namedParameters)
    let before = try task.loss(of: samples, mode: .inference).loss.scalar()
    for step in 0..<40 {
      for parameter in task.parameters { parameter.gradient = nil }
      let random = RandomStream(seed: UInt64(step), name: "disturbances")
      try task.loss(of: samples, mode: .training(random)).loss.backward()
      optimizer.step(learningRate: 3e-3, gradientScale: 1)
    }
    #expect(try task.loss(of: samples, mode: .inference).loss.scalar() < 0.5 * before)
  }
}
