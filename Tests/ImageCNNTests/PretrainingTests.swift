import ACML
import ImageCNN
import NeuralNetworks
import Tensors
import TestSupport
import Testing

@Suite("Pre-training") struct PretrainingTests {
  private static let changes: @Sendable (inout ImageEncoderSettings, inout ImagePretrainingSettings) -> Void = {
    $1.rotation = 30
    $1.lineWidths = 4
    $1.flips = true
    $1.noise = 0.1
    $1.targets.descriptorWeight = 0.1
  }

  @Test("The loss falls, and equal seeds give equal bits")
  func learning() throws {
    func train() throws -> [Float] {
      let task = try smallTask(Self.changes)
      let optimizer = AdamW(task.namedParameters, weightDecay: 0)
      let random = RandomStream(seed: 1, name: "steps")
      return try (0..<12).map { step in
        for parameter in task.parameters { parameter.gradient = nil }
        let result = try task.loss(of: samples(), mode: .training(random.child("step", step)))
        try result.loss.backward()
        #expect(task.parameters.allSatisfy { $0.gradient != nil })
        optimizer.step(learningRate: 3e-3)
        return try result.loss.scalar()
      }
    }
    let losses = try train()
    #expect(losses[11] < 0.7 * losses[0])
    #expect(try train() == losses)
  }

  @Test("In training pictures change from step to step, in inference never")
  func augmentation() throws {
    let task = try smallTask(Self.changes)
    func losses(_ mode: (Int) -> Mode) throws -> [Float] {
      try (0..<2).map { step in
        try Gradients.disabled { try task.loss(of: samples(), mode: mode(step)).loss.scalar() }
      }
    }
    let random = RandomStream(seed: 2, name: "steps")
    let training = try losses { .training(random.child("step", $0), tracksStatistics: false) }
    #expect(training[0] != training[1])
    let inference = try losses { _ in .inference }
    #expect(inference[0] == inference[1])
  }

  @Test("Each change is seen in the loss", arguments: 0..<4)
  func eachChange(_ index: Int) throws {
    let changes: [(inout ImagePretrainingSettings) -> Void] = [
      { $0.rotation = 90 }, { $0.lineWidths = 6 }, { $0.flips = true }, { $0.noise = 0.2 },
    ]
    func loss(_ change: (inout ImagePretrainingSettings) -> Void) throws -> Float {
      let task = try smallTask { change(&$1) }
      let mode = Mode.training(RandomStream(seed: 3, name: "step"), tracksStatistics: false)
      return try Gradients.disabled { try task.loss(of: samples(), mode: mode).loss.scalar() }
    }
    #expect(try loss(changes[index]) != loss { _ in })
  }

  @Test("A sample without picture is left out; a batch of none is an error")
  func missing() throws {
    let task = try smallTask()
    let broken = Sample(identity: "", smiles: "", molecule: nil)
    let known = try samples(["CCO", "c1ccccc1"])
    let whole = try Gradients.disabled { try task.loss(of: known, mode: .inference).loss.scalar() }
    let partial = try Gradients.disabled { try task.loss(of: known + [broken], mode: .inference).loss.scalar() }
    #expect(whole == partial)
    #expect(throws: ImageError.noPictures(reason: "the sample has no molecule")) {
      try task.loss(of: [broken], mode: .inference)
    }
  }

  @Test("Settings that can't be are refused")
  func settings() throws {
    func problem(_ key: String, _ value: Int) -> String? {
      let node = SettingNode(.mapping([SettingEntry(key, SettingNode(value.setting))]))
      do {
        _ = try ImageEncoderSettings.decode(node)
        return nil
      } catch { return "\(error)" }
    }
    #expect(problem("depth", 34) == nil)
    #expect(problem("depth", 20)?.contains("found 20, expected one of 18, 34, 50") == true)
    #expect(problem("width", 2) != nil && problem("imageSize", 16) != nil)
  }
}
