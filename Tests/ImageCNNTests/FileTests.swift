import ACML
import Foundation
import ImageCNN
import NeuralNetworks
import Synchronization
import Tensors
import TestSupport
import Testing

@Suite("Files of weights") struct FileTests {
  private typealias Named = [(name: String, value: Tensor)]

  /// The tensors of a network of width 4 as torchvision names them.
  private func tensors() throws -> Named {
    let network = try smallTask().network
    return network.namedState.map { (ResNet.torchvisionName(of: $0.name), $0.state.value) }
  }

  private func load(
    _ tensors: Named, metadata: [String: String] = [:], log: PluginLog = .silent
  ) throws -> ImageEncoder {
    let folder = try TemporaryFolder()
    let file = folder.url.appending(component: "weights.safetensors")
    try Safetensors.write(tensors, metadata: metadata, to: file)
    return try ImageEncoder(file: file, log: log)
  }

  @Test("A state dictionary of torchvision loads, with the last layer, counts of batches and a prefix")
  func foreign() throws {
    let notes = Mutex<[String]>([])
    let log = PluginLog { _, text in notes.withLock { $0.append(text) } }
    let others: Named = [
      ("fc.weight", .zeros([10, 32])), ("fc.bias", .zeros([10])), ("bn1.num_batches_tracked", .zeros([])),
    ]
    let plain = try load(tensors() + others, log: log)
    #expect(plain.settings.imageSize == 224 && plain.settings.scale == .ink && plain.embeddingDimensions == 32)
    let prefixed = try load((tensors() + others).map { ("backbone.\($0.name)", $0.value) }, log: log)
    #expect(prefixed.fingerprint == plain.fingerprint)
    #expect(notes.withLock { $0.isEmpty })
    _ = try load(tensors() + [("head.weight", .zeros([1]))], log: log)
    #expect(notes.withLock { $0.count == 1 && $0[0].hasSuffix("not part of the encoder: head.weight") })
  }

  @Test("Metadata say what the tensors don't")
  func metadata() throws {
    let encoder = try load(tensors(), metadata: ["acml.imageSize": "96", "acml.scale": "imagenet", "else": "x"])
    #expect(encoder.settings.imageSize == 96 && encoder.settings.scale == .imagenet)
  }

  @Test("What can't be an encoder is refused with the reason")
  func refused() throws {
    let own = try tensors()
    func expectError(_ ending: String, _ tensors: Named, metadata: [String: String] = [:]) {
      #expect { try load(tensors, metadata: metadata) } throws: { "\($0)".contains(ending) }
    }
    expectError("no conv1.weight, so not the tensors of a ResNet", [("weight", .zeros([1]))])
    expectError(
      "conv1.weight is [4, 2, 7, 7], expected [1 to 1024, 1 or 3, 7, 7]", [("conv1.weight", .zeros([4, 2, 7, 7]))])
    expectError(
      "stages of 0, 0, 0, 0 blocks are no ResNet-18, -34, -50", own.filter { $0.name == "conv1.weight" })
    let stems: Named = (1...4).flatMap { stage in
      (0..<2).map { ("layer\(stage).\($0).conv1.weight", Tensor.zeros([1])) }
    }
    expectError(
      "more than the 50184 of the file", [("conv1.weight", .zeros([1024, 1, 7, 7]))] + stems)
    expectError("missing tensors: bn1.bias", own.filter { $0.name != "bn1.bias" })
    expectError("shapes that differ", own.map { $0.name == "bn1.bias" ? ($0.name, .zeros([5])) : $0 })
    expectError("don't agree with the tensors", own, metadata: ["acml.depth": "34"])
    expectError("imageSize", own, metadata: ["acml.imageSize": "99999999999999999999"])
    expectError("imagesize", own, metadata: ["acml.imagesize": "64"])
  }
}
