import Foundation
import NeuralNetworks
import Tensors
import Testing

/// Names of parameters, and how they are saved and loaded.
struct ModuleTests {
  private final class Branch: Module {
    let layers: [Linear]
    let norm: BatchNorm?
    let none: LayerNorm? = nil
    let scale: Parameter
    let note = "no part of the state"
    let numbers = [1, 2, 3]

    init(_ scale: Parameter, hasNorm: Bool = true) {
      let random = RandomStream(seed: 1, name: "branch")
      layers = [Linear(2, 3, random: random), Linear(3, 1, bias: false, random: random)]
      norm = hasNorm ? BatchNorm(3) : nil
      self.scale = scale
    }
  }

  private final class Network: Module {
    let left: Branch
    let right: Branch

    init(_ scale: Parameter = Parameter(Tensor(Float(2)))) {
      left = Branch(scale)
      right = Branch(scale, hasNorm: false)
    }
  }

  @Test func namesArePaths() {
    #expect(
      Network().namedState.map(\.name) == [
        "left.layers.0.weight", "left.layers.0.bias", "left.layers.1.weight", "left.norm.weight", "left.norm.bias",
        "left.norm.running_mean", "left.norm.running_var", "left.scale", "right.layers.0.weight",
        "right.layers.0.bias", "right.layers.1.weight",
      ])
    #expect(Network().parameterCount == 9 + 3 + 6 + 1 + 12)
  }

  private final class Collection: Module {
    let buffers = [StateBuffer(Tensor(Float(0))), StateBuffer(Tensor(Float(0)))]
    let gaps: [LayerNorm?] = [nil, LayerNorm(1)]
    let nested = [[Parameter(Tensor(Float(0)))], []]
    let words = ["a", "b"]
  }

  @Test func namesGoThroughEveryKindOfArray() {
    #expect(
      Collection().namedState.map(\.name) == ["buffers.0", "buffers.1", "gaps.1.weight", "gaps.1.bias", "nested.0.0"])
  }

  private func temporary(_ body: (URL) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "acml-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try body(folder.appending(path: "state.safetensors"))
  }

  @Test func savesAndLoadsTheSameBits() throws {
    try temporary { file in
      let network = Network()
      try network.save(to: file, metadata: ["format": "test"])
      let bytes = try Data(contentsOf: file)
      let other = Network(Parameter(Tensor(Float(7))))
      for parameter in other.parameters { try parameter.assign(.zeros(parameter.shape)) }
      try other.load(from: SafetensorsFile(file))
      for (one, two) in zip(network.namedState, other.namedState) {
        #expect(one.state.value.values == two.state.value.values, "\(one.name)")
      }
      // Loaded values lie in the mapped file, so that the copy goes beside it.
      let copy = file.appendingPathExtension("copy")
      try other.save(to: copy, metadata: ["format": "test"])
      #expect(try Data(contentsOf: copy) == bytes)
    }
  }

  @Test func saysWhatDoesNotFit() throws {
    try temporary { file in
      let network = Network()
      var tensors = network.namedState.map { ($0.name, $0.state.value) }
      tensors.removeFirst()
      tensors[0].1 = .zeros([4])
      tensors.append(("extra", .zeros([1])))
      try Safetensors.write(tensors, to: file)
      let before = network.parameters.map(\.value.values)
      let report = #expect(throws: LoadReport.self) { try network.load(from: SafetensorsFile(file)) }
      #expect(
        report?.description
          == "\(file.path): 1 shapes that differ: left.layers.0.bias is [4], expected [3]; "
          + "1 missing tensors: left.layers.0.weight; 1 tensors without a place: extra")
      #expect(network.parameters.map(\.value.values) == before)
    }
  }

  /// What is loaded over need not be drawn; a module of the same kind that computes is.
  @Test(arguments: [false, true])
  func onlyWhatIsUsedIsDrawn(_ isUsed: Bool) throws {
    let random = isUsed ? RandomStream(seed: 2, name: "test") : .unused
    let initializers: [Initializer] = [.xavierUniform, .fanInUniform, .heNormal, .normal(deviation: 1)]
    for (index, initializer) in initializers.enumerated() {
      let values = initializer.makeTensor([3, 4], random: random.child("weights", index)).values
      #expect(values.contains { $0 != 0 } == isUsed)
    }
    let network = Linear(3, 4, random: random.child("network"))
    #expect(network.parameters.flatMap(\.value.values).contains { $0 != 0 } == isUsed)
  }

  @Test func batchNormTracksOnlyWhereItMay() throws {
    let norm = BatchNorm(2)
    let input = try Tensor([1, 2, 3, 6], shape: [2, 2])
    let random = RandomStream(seed: 0, name: "unused")
    _ = try norm(input, mode: .training(random, tracksStatistics: false))
    #expect(norm.running_mean.value.values == [0, 0])
    _ = try norm(input, mode: .training(random))
    // Mean 2 and 4; unbiased variance 2 and 8; a tenth of it is taken in.
    expectEqual(norm.running_mean.value.values, [0.2, 0.4])
    expectEqual(norm.running_var.value.values, [1.1, 1.7])
    // A single row has no variance: the running statistics are used and left as they are.
    _ = try norm(Tensor([5, 5], shape: [1, 2]), mode: .training(random))
    expectEqual(norm.running_mean.value.values, [0.2, 0.4])
  }

  @Test func weightsTakeTheNormalizationIn() throws {
    let random = RandomStream(seed: 3, name: "test")
    let (map, norm) = (Linear(5, 4, random: random.child("map")), BatchNorm(4))
    let input = Initializer.normal(deviation: 1).makeTensor([9, 5], random: random.child("input"))
    for step in 0..<3 { _ = try norm(map(input), mode: .training(random.child("step", step))) }
    let apart = try map(input, normalization: norm, mode: .inference, activation: .relu)
    let together = try Gradients.disabled {
      try map(input, normalization: norm, mode: .inference, activation: .relu)
    }
    #expect(apart.values.contains { $0 > 0.1 })
    expectEqual(together.values, apart.values)
    #expect(throws: TensorError.self) {
      try Gradients.disabled { try map(input, normalization: BatchNorm(3), mode: .inference) }
    }
  }

  private func expectEqual(_ found: [Float], _ expected: [Float]) {
    #expect(zip(found, expected).allSatisfy { abs($0 - $1) < 1e-6 }, "\(found), expected \(expected)")
  }
}
