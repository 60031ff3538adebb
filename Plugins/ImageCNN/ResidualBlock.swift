public import NeuralNetworks
public import Tensors

/// Two or three convolutions beside which the input is handed on.
///
/// Properties bear torchvision's names. In a bottleneck the stride is that of the middle convolution, as in torchvision.
public final class ResidualBlock: Module {
  public let conv1: Convolution2D
  public let bn1: BatchNorm
  public let conv2: Convolution2D
  public let bn2: BatchNorm
  public let conv3: Convolution2D?
  public let bn3: BatchNorm?
  public let downsample: Shortcut?

  init(_ sizes: ResNetShape.Block, isBottleneck: Bool, random: RandomStream) {
    func convolution(_ inputs: Int, _ outputs: Int, size: Int, stride: Int = 1) -> Convolution2D {
      Convolution2D(inputs, outputs, size: size, stride: stride, padding: size / 2, bias: false, random: random)
    }
    if isBottleneck {
      conv1 = convolution(sizes.inputs, sizes.inner, size: 1)
      conv2 = convolution(sizes.inner, sizes.inner, size: 3, stride: sizes.stride)
      conv3 = convolution(sizes.inner, sizes.outputs, size: 1)
      bn3 = BatchNorm(sizes.outputs)
    } else {
      conv1 = convolution(sizes.inputs, sizes.inner, size: 3, stride: sizes.stride)
      conv2 = convolution(sizes.inner, sizes.outputs, size: 3)
      (conv3, bn3) = (nil, nil)
    }
    (bn1, bn2) = (BatchNorm(sizes.inner), BatchNorm(sizes.inner))
    downsample =
      sizes.hasShortcut
      ? Shortcut(convolution(sizes.inputs, sizes.outputs, size: 1, stride: sizes.stride), BatchNorm(sizes.outputs))
      : nil
  }

  /// `[batch, height, width, inputs]` to `[batch, …, …, outputs]`.
  public func callAsFunction(_ input: Tensor, mode: Mode) throws -> Tensor {
    var layers = layers
    guard let last = layers.popLast() else { return input }
    let inner = try layers.reduce(input) {
      try $1.norm.pixels($1.convolution($0), mode: mode, activation: .relu)
    }
    let skipped = try downsample.map { try $0.norm.pixels($0.convolution(input), mode: mode) } ?? input
    return try (last.norm.pixels(last.convolution(inner), mode: mode) + skipped).relu()
  }

  /// The convolutions in their order, each with the normalisation after it.
  var layers: [(convolution: Convolution2D, norm: BatchNorm)] {
    var layers = [(convolution: conv1, norm: bn1), (conv2, bn2)]
    if let conv3, let bn3 { layers.append((conv3, bn3)) }
    return layers
  }

  /// Brings the input of a block to the shape of its result.
  public final class Shortcut: Module {
    public let convolution: Convolution2D
    public let norm: BatchNorm

    init(_ convolution: Convolution2D, _ norm: BatchNorm) {
      self.convolution = convolution
      self.norm = norm
    }
  }
}

extension BatchNorm {
  /// Normalises images: each pixel is a row.
  func pixels(_ images: Tensor, mode: Mode, activation: Activation = .identity) throws -> Tensor {
    try self(images.reshaped([images.rows, images.columns]), mode: mode, activation: activation).reshaped(images.shape)
  }
}
