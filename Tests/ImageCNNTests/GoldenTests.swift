import Foundation
import ImageCNN
import NeuralNetworks
import Tensors
import TestSupport
import Testing

@Suite("Networks against PyTorch") struct GoldenTests {
  /// Written by `reference/make_reference.py`.
  private static let bottlenecks = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "reference/tiny_resnet50.safetensors")

  @Test(
    "ResNet-18, as it learns and as it is used",
    arguments: [
      (Golden.own("tiny_resnet18"), Golden.own("tiny_resnet18"), "param.", "in.images"),
      (Golden.shared("tiny_resnet18"), Golden.shared("tiny_resnet18_expected"), "", "in.images_nchw"),
    ])
  func resnet18(_ weights: Golden, _ expected: Golden, _ prefix: String, _ images: String) throws {
    guard let weights = try weights.open(), let expected = try expected.open() else { return }
    let (network, _) = try ResNet.read(weights)
    #expect(network.shape.depth == 18)
    let features = try check(
      network, planes: expected.tensor(images), features: expected.tensor("out.features"))
    let logits = try features.linear(
      weight: weights.tensor(prefix + "fc.weight"), bias: weights.tensor(prefix + "fc.bias"))
    expectClose(logits, try expected.tensor("out.logits"), Tolerance.result, "logits")
  }

  @Test("ResNet-50") func resnet50() throws {
    let file = try SafetensorsFile(Self.bottlenecks)
    let (network, unused) = try ResNet.read(file)
    #expect(network.shape == ResNetShape(depth: 50, width: 2, channels: 1))
    #expect(unused == ["in.images", "out.features"])
    _ = try check(network, planes: file.tensor("in.images"), features: file.tensor("out.features"))
  }

  private func check(_ network: ResNet, planes: Tensor, features: Tensor) throws -> Tensor {
    let shape = planes.shape
    let images = try planes.channelColumns().reshaped([shape[0], shape[2], shape[3], shape[1]])
    let learning = try Gradients.disabled { try network(images, mode: .inference) }
    expectClose(learning, features, Tolerance.result, "as it learns")
    let frozen = try FrozenResNet(network)(images)
    expectClose(frozen, features, Tolerance.result, "as it is used")
    return frozen
  }

  @Test(
    "torchvision's counts of parameters, without the last layer",
    arguments: [
      (18, 11_689_512 - 1000 * 513), (34, 21_797_672 - 1000 * 513), (50, 25_557_032 - 1000 * 2049),
    ])
  func parameterCounts(_ depth: Int, _ expected: Int) throws {
    #expect(try #require(ResNetShape(depth: depth, width: 64, channels: 3)).parameterCount == expected)
    let small = try #require(ResNetShape(depth: depth, width: 4, channels: 1))
    #expect(ResNet(small, random: RandomStream(seed: 0, name: "test")).parameterCount == small.parameterCount)
  }
}
