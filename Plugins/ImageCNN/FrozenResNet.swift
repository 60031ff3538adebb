public import Tensors

/// A residual network in inference: normalisations are folded into the convolutions before them, and what comes after a
/// convolution (bias, residual, ReLU) happens while its result is at hand.
public struct FrozenResNet: Sendable {
  private let stem: FrozenConvolution
  private let blocks: [Block]

  private struct Block: Sendable {
    let inner: [FrozenConvolution]
    let last: FrozenConvolution
    let shortcut: FrozenConvolution?

    func callAsFunction(_ input: Tensor) throws -> Tensor {
      let states = try inner.reduce(input) { try $1($0, activation: .relu) }
      return try last(states, adding: shortcut.map { try $0(input) } ?? input, activation: .relu)
    }
  }

  public init(_ network: ResNet) throws {
    stem = try FrozenConvolution(network.conv1, network.bn1)
    blocks = try network.blocks.map { block in
      let layers = try block.layers.map { try FrozenConvolution($0.convolution, $0.norm) }
      return Block(
        inner: Array(layers.dropLast()), last: layers[layers.count - 1],
        shortcut: try block.downsample.map { try FrozenConvolution($0.convolution, $0.norm) })
    }
  }

  /// As ``ResNet/callAsFunction(_:mode:)`` in inference.
  public func callAsFunction(_ images: Tensor) throws -> Tensor {
    try blocks.reduce(stem(images, activation: .relu).maxPooled2D(ResNet.pool)) { try $1($0) }.pixelMeans()
  }
}
