public import NeuralNetworks
public import Tensors

/// A residual network without its last layer, as it learns; ``FrozenResNet`` is the same for use.
public final class ResNet: Module {
  public let shape: ResNetShape
  public let conv1: Convolution2D
  public let bn1: BatchNorm
  public let layer1: [ResidualBlock]
  public let layer2: [ResidualBlock]
  public let layer3: [ResidualBlock]
  public let layer4: [ResidualBlock]

  /// The largest value of each 3 × 3 pixels, at every other place.
  static let pool = Window(3, stride: 2, padding: 1)

  /// Convolutions begin as torchvision's do.
  public init(_ shape: ResNetShape, random: RandomStream) {
    self.shape = shape
    conv1 = Convolution2D(shape.channels, shape.width, size: 7, stride: 2, padding: 3, bias: false, random: random)
    bn1 = BatchNorm(shape.width)
    let stages = shape.stages.indices.map { stage in
      shape.blocks(ofStage: stage).map {
        ResidualBlock($0, isBottleneck: shape.hasBottlenecks, random: random)
      }
    }
    (layer1, layer2, layer3, layer4) = (stages[0], stages[1], stages[2], stages[3])
  }

  /// The mean over the last block's pixels.
  /// - Parameter images: `[batch, height, width, channels]`.
  /// - Returns: `[batch, embeddingDimensions]`.
  public func callAsFunction(_ images: Tensor, mode: Mode) throws -> Tensor {
    let stem = try bn1.pixels(conv1(images), mode: mode, activation: .relu).maxPooled2D(Self.pool)
    return try blocks.reduce(stem) { try $1($0, mode: mode) }.pixelMeans()
  }

  var blocks: [ResidualBlock] { layer1 + layer2 + layer3 + layer4 }

  /// A network with the same values, which later training doesn't change.
  func copied() throws -> ResNet {
    let copy = ResNet(shape, random: .unused)
    try copy.assign(stateOf: self)
    return copy
  }
}
