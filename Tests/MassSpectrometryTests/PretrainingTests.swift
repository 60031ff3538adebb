import ACML
import Chemistry
import MassSpectrometry
import NeuralNetworks
import Spectra
import Synchronization
import Tensors
import TestSupport
import Testing

@Suite("Pre-training on mass spectra") struct PretrainingTests {
  private func stream(_ seed: UInt64 = 3) -> RandomStream { RandomStream(seed: seed, name: "training") }

  @Test("The loss falls", arguments: TestedNetwork.allCases, [MassPretrainingGoal.fingerprint, .maskedPeaks])
  func learning(_ network: TestedNetwork, _ goal: MassPretrainingGoal) throws {
    let samples = try samples(electronIonization)
    let task = try network.task(samples) { $0.task = goal }
    let before = try Gradients.disabled { try task.loss(of: samples, mode: .inference) }
    let optimizer = AdamW(task.namedParameters)
    let random = stream()
    for step in 0..<40 {
      try task.loss(of: samples, mode: .training(random.child("step", step))).loss.backward()
      optimizer.step(learningRate: 3e-3)
      for parameter in task.parameters { parameter.gradient = nil }
    }
    let after = try Gradients.disabled { try task.loss(of: samples, mode: .inference) }
    #expect(try after.loss.scalar() < 0.7 * before.loss.scalar())
    let figure = goal == .fingerprint ? "fingerprintCosine" : "maskedAccuracy"
    let (began, ended) = (try #require(before.metrics[figure]), try #require(after.metrics[figure]))
    // Of a few masked peaks one more right or wrong is luck; the fingerprint's cosine must rise.
    #expect(goal == .fingerprint ? ended > began : ended >= 0)
  }

  @Test("Gradients are those of finite differences", arguments: TestedNetwork.allCases)
  func gradients(_ network: TestedNetwork) throws {
    let samples = try Array(samples(tandem).prefix(3))
    let task = try network.task(samples)
    let loss = { try Double(task.loss(of: samples, mode: .inference).loss.scalar()) }
    try task.loss(of: samples, mode: .inference).loss.backward()
    for (name, parameter) in task.namedParameters {
      let gradient = try #require(parameter.gradient, "\(name)").values
      #expect(gradient.allSatisfy { $0.isFinite }, "\(name)")
      // Along the gradient itself the change of the loss is largest, so that rounding matters least.
      let norm = gradient.reduce(0.0) { $0 + Double($1 * $1) }.squareRoot()
      // Softmax doesn't see what all keys, or all of a segment, have in common; the rounding of single precision is all
      // that is left.
      if name.hasSuffix("key.bias") || name.hasSuffix("attention.bias") || norm < 2e-4 { continue }
      let value = parameter.value.values
      let step = 2e-3 / norm * max(0.1, min(1, norm * 10))
      func moved(_ sign: Double) throws -> Double {
        parameter.withMutableValue { values in
          for index in values.indices { values[index] = value[index] + Float(sign * step * Double(gradient[index])) }
        }
        return try loss()
      }
      let difference = try Gradients.disabled { (try moved(1) - moved(-1)) / (2 * step * norm) }
      parameter.withMutableValue { _ = $0.update(fromContentsOf: value) }
      #expect(abs(difference - norm) < 0.05 * norm + 1e-4, "\(name): \(difference) against \(norm)")
    }
  }

  @Test("In inference the loss stays; in training it follows the stream", arguments: TestedNetwork.allCases)
  func determinism(_ network: TestedNetwork) throws {
    for goal in MassPretrainingGoal.allCases {
      let samples = try samples(tandem)
      let task = try network.task(samples) { $0.task = goal }
      func loss(_ mode: Mode) throws -> Float {
        try Gradients.disabled { try task.loss(of: samples, mode: mode).loss.scalar() }
      }
      let (first, again) = (try loss(.inference), try loss(.inference))
      #expect(first == again)
      let drawn = try (loss(.training(stream())), loss(.training(stream())), loss(.training(stream(4))))
      #expect(drawn.0 == drawn.1 && drawn.0 != drawn.2)
    }
  }

  @Test("Each change of a spectrum is made only if it is asked for")
  func augmentation() throws {
    let samples = try samples(tandem)
    func losses(_ change: (inout SpectrumAugmentation) -> Void) throws -> Set<Float> {
      let task = try MassPretraining<PeakSetNetwork>(
        {
          var shape = Small.peakSet
          shape.dropout = 0
          return shape
        }(),
        {
          var settings = MassPretrainingSettings()
          var none = SpectrumAugmentation()
          (none.intensityJitter, none.droppedPeaks, none.massJitter, none.hiddenConditions) = (0, 0, 0, 0)
          change(&none)
          settings.augmentation = none
          return settings
        }(), samples: samples, PretrainingContext(random: stream()))
      return try Gradients.disabled {
        Set(try (0..<4).map { try task.loss(of: samples, mode: .training(stream(UInt64($0)))).loss.scalar() })
      }
    }
    #expect(try losses { _ in }.count == 1)
    #expect(try losses { $0.intensityJitter = 0.3 }.count == 4)
    #expect(try losses { $0.droppedPeaks = 0.5 }.count == 4)
    #expect(try losses { $0.massJitter = 100 }.count == 4)
    #expect(try losses { $0.hiddenConditions = 0.5 }.count == 4)
  }

  @Test("What can't be used is passed over and told at the beginning; nothing usable is an error")
  func unusable() throws {
    let told = Mutex<[String]>([])
    let log = PluginLog { level, text in told.withLock { $0.append("\(level): \(text)") } }
    let empty = try sample(MassSpectrum(peaks: []))
    let good = try samples(tandem)
    let task = try TestedNetwork.dense.task(good + [empty], log: log)
    #expect(
      told.withLock { $0 } == [
        "warning: 1 of 7 training spectra can't be used; the first: the spectrum has no peak of positive intensity"
      ])
    let with = try task.loss(of: good + [empty], mode: .inference).loss.scalar()
    let without = try task.loss(of: good, mode: .inference).loss.scalar()
    #expect(with == without)
    #expect(throws: MassSpectrometryError.self) { try TestedNetwork.dense.task([empty]) }
    #expect(throws: MassSpectrometryError.self) { try task.loss(of: [empty], mode: .inference) }
    #expect(throws: MassSpectrometryError.self) { try task.loss(of: [], mode: .inference) }
    let single = try sample(MassSpectrum(peaks: [MassSpectrum.Peak(mz: 50, intensity: 1)]))
    let masked = try TestedNetwork.dense.task([single]) { $0.task = .maskedPeaks }
    #expect(throws: MassSpectrometryError.self) { try masked.loss(of: [single], mode: .inference) }
  }

  @Test("Masked peaks need no structures")
  func withoutStructures() throws {
    let samples = [tandem(), tandem(1)].map {
      Sample(identity: "x", smiles: "", molecule: nil, payload: Spectrum.mass($0))
    }
    let task = try TestedNetwork.peakSet.task(samples) { $0.task = .maskedPeaks }
    #expect(try task.loss(of: samples, mode: .inference).loss.scalar().isFinite)
    let supervised = try TestedNetwork.peakSet.task(samples)
    #expect(throws: SampleFault.noMolecule) { try supervised.loss(of: samples, mode: .inference) }
  }

  @Test("The encoder keeps the weights of its time", arguments: TestedNetwork.allCases)
  func snapshot(_ network: TestedNetwork) throws {
    let samples = try samples(tandem)
    let task = try network.task(samples)
    let encoder = try task.makeEncoder()
    let before = try encoder.encode(samples).embeddings.values
    try task.loss(of: samples, mode: .training(stream())).loss.backward()
    AdamW(task.namedParameters).step(learningRate: 0.1)
    #expect(try encoder.encode(samples).embeddings.values == before)
    #expect(try task.makeEncoder().encode(samples).embeddings.values != before)
  }

  @Test("Settings that don't fit each other are refused")
  func settings() {
    var set = PeakSetSettings()
    set.heads = 5
    #expect(throws: InvalidSetting.self) { try set.validate() }
    set = PeakSetSettings()
    (set.shortestWavelength, set.longestWavelength) = (10, 10)
    #expect(throws: InvalidSetting.self) { try set.validate() }
    var binned = BinnedSettings()
    binned.step = 0.001
    #expect(throws: InvalidSetting.self) { try binned.validate() }
    binned = BinnedSettings()
    (binned.trunk, binned.channels) = (.cnn, [])
    #expect(throws: InvalidSetting.self) { try binned.validate() }
    binned.trunk = .mlp
    #expect(throws: Never.self) { try binned.validate() }
  }
}
