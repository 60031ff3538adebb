import ACML
import NMR
import NeuralNetworks
import Spectra
import Tensors
import TestSupport
import Testing

@Suite("Pre-training of NMR encoders") struct PretrainingTests {
  private static let cases = NMRNetworkKind.allCases.flatMap { kind in
    [(kind, NMRPretrainingKind.fingerprint), (kind, .maskedPeaks)]
  }

  private func stream(_ seed: UInt64 = 3) -> RandomStream { RandomStream(seed: seed, name: "training") }

  @Test("The loss falls", arguments: cases)
  func learning(_ kind: NMRNetworkKind, _ task: NMRPretrainingKind) throws {
    let task = try smallTask(kind, task) { encoder, settings in
      encoder.network.dropout = 0
      settings.augmentation.shiftJitter = 0
      settings.augmentation.droppedPeaks = 0
    }
    let (samples, random) = (try samples(), stream())
    let before = try task.loss(of: samples, mode: .inference).loss.scalar()
    let optimizer = AdamW(task.namedParameters)
    for _ in 0..<60 {
      try task.loss(of: samples, mode: .training(random)).loss.backward()
      optimizer.step(learningRate: 5e-3)
      for parameter in task.parameters { parameter.gradient = nil }
    }
    #expect(try task.loss(of: samples, mode: .inference).loss.scalar() < 0.75 * before)
  }

  @Test("A gradient reaches every parameter", arguments: cases)
  func gradients(_ kind: NMRNetworkKind, _ task: NMRPretrainingKind) throws {
    let task = try smallTask(kind, task)
    try task.loss(of: samples(), mode: .training(stream())).loss.backward()
    for (name, parameter) in task.namedParameters {
      let gradient = try #require(parameter.gradient, "\(name)")
      #expect(gradient.isFinite, "\(name)")
      // Softmax doesn't see what all keys have in common.
      if !name.hasSuffix("attention.key.bias") { #expect(gradient.values.contains { $0 != 0 }, "\(name)") }
    }
  }

  @Test("In inference the loss stays; in training it follows the stream", arguments: NMRPretrainingKind.allCases)
  func determinism(_ kind: NMRPretrainingKind) throws {
    let task = try smallTask(.both, kind)
    let samples = try samples()
    func loss(_ mode: Mode) throws -> Float { try task.loss(of: samples, mode: mode).loss.scalar() }
    #expect(try loss(.inference) == loss(.inference))
    let seeded = try loss(.training(stream(), tracksStatistics: false))
    #expect(try loss(.training(stream(), tracksStatistics: false)) == seeded)
    #expect(try loss(.training(stream(4), tracksStatistics: false)) != seeded)
  }

  @Test("The encoder keeps the weights of its time", arguments: NMRNetworkKind.allCases)
  func snapshot(_ kind: NMRNetworkKind) throws {
    let task = try smallTask(kind)
    let encoder = try task.makeEncoder()
    let before = try encoder.encode(samples()).embeddings.values
    try task.loss(of: samples(), mode: .training(stream())).loss.backward()
    AdamW(task.namedParameters).step(learningRate: 0.1)
    #expect(try encoder.encode(samples()).embeddings.values == before)
    #expect(try task.makeEncoder().encode(samples()).embeddings.values != before)
  }

  @Test("Samples without a usable spectrum are passed over; a batch of such is an error")
  func unusable() throws {
    let fingerprint = try smallTask(.set)
    let all = try samples()
    func loss(_ samples: [Sample]) throws -> Float {
      try fingerprint.loss(of: samples, mode: .inference).loss.scalar()
    }
    let without = try loss(all)
    expectClose([try loss([try sample(nil)] + all)], [without], 1e-5)
    #expect(throws: NMRError.noSpectra(reason: "the sample has no spectrum")) { try loss([try sample(nil)]) }
    #expect(throws: NMRError.noSpectra(reason: "the batch is empty")) { try loss([]) }
    let masked = try smallTask(.set, .maskedPeaks)
    let single = try sample(spectrum([(77, "t")]))
    #expect(throws: NMRError.self) { try masked.loss(of: [single], mode: .inference) }
    #expect(try masked.loss(of: [single] + all, mode: .inference).loss.scalar().isFinite)
  }

  @Test("Masked peaks need no structures")
  func withoutStructures() throws {
    let unknown = Sample(
      identity: "", smiles: "", molecule: nil, payload: Spectrum.nmr(spectrum(carbonSpectra[5].peaks)))
    #expect(try smallTask(.set, .maskedPeaks).loss(of: [unknown], mode: .inference).loss.scalar().isFinite)
    #expect(throws: SampleFault.noMolecule) { try smallTask(.set).loss(of: [unknown], mode: .inference) }
  }

  @Test("Variants jitter by the deviation asked for, lose what they are told to, and keep a signal")
  func augmentation() {
    let peaks = (0..<2000).map { SpectralPeak(shift: Double($0) / 10, pattern: 2, count: 2) }
    let (random, settings) = (stream(), NMRPretrainingSettings<Carbon13>().augmentation)
    var augmentation = settings
    (augmentation.shiftJitter, augmentation.droppedPeaks) = (0.3, 0)
    (augmentation.droppedPatterns, augmentation.droppedCounts) = (0, 0)
    let jittered = augmentation.variant(of: peaks, random: random)
    #expect(jittered.count == peaks.count && jittered.allSatisfy { $0.pattern == 2 && $0.count == 2 })
    let squares = zip(jittered, peaks).reduce(0.0) { $0 + ($1.0.shift - $1.1.shift) * ($1.0.shift - $1.1.shift) }
    // Five standard errors of a deviation from 2000 draws.
    #expect(abs((squares / 2000).squareRoot() - 0.3) < 5 * 0.3 / 63)
    (augmentation.droppedPatterns, augmentation.droppedCounts, augmentation.droppedPeaks) = (1, 1, 0.5)
    let less = augmentation.variant(of: peaks, random: random)
    #expect(less.allSatisfy { $0.pattern == 0 && $0.count == 1 })
    #expect(abs(less.count - 1000) < 5 * 23)
    augmentation.droppedPeaks = 0.9
    for _ in 0..<50 { #expect(!augmentation.variant(of: [peaks[0]], random: random).isEmpty) }
  }
}
