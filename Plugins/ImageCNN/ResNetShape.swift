/// The sizes of a residual network (He et al., arXiv 1512.03385), as torchvision builds it.
public struct ResNetShape: Sendable, Equatable {
  /// The depths that torchvision gives a ResNet of four stages, up to 50.
  public static let depths = [18, 34, 50]

  public let depth: Int
  /// Channels of the first stage; 64 in torchvision's. Each further stage has twice as many.
  public let width: Int
  /// What a pixel consists of.
  public let channels: Int

  /// - Returns: `nil` for a depth that is not among ``depths``.
  public init?(depth: Int, width: Int, channels: Int) {
    guard Self.depths.contains(depth) else { return nil }
    (self.depth, self.width, self.channels) = (depth, width, channels)
  }

  /// Residual blocks in each stage.
  public var stages: [Int] { depth == 18 ? [2, 2, 2, 2] : [3, 4, 6, 3] }

  /// Whether a block narrows its input before the convolution of 3 × 3 and widens it after.
  public var hasBottlenecks: Bool { depth >= 50 }

  /// Width of a block's result in units of its inner width.
  var expansion: Int { hasBottlenecks ? 4 : 1 }

  /// Width of the last block's result, and so of the mean over its pixels.
  public var embeddingDimensions: Int { 8 * width * expansion }

  /// The sizes of a residual block.
  struct Block: Sendable {
    let inputs, inner, outputs, stride: Int
    /// Whether the input must be brought to the result's shape before they are added.
    var hasShortcut: Bool { stride != 1 || inputs != outputs }
  }

  /// The blocks of a stage, counted from 0.
  func blocks(ofStage stage: Int) -> [Block] {
    let inner = width << stage
    return (0..<stages[stage]).map { index in
      Block(
        inputs: index > 0 ? inner * expansion : stage == 0 ? width : inner / 2 * expansion, inner: inner,
        outputs: inner * expansion, stride: index == 0 && stage > 0 ? 2 : 1)
    }
  }

  /// How many numbers are learned, without running statistics.
  public var parameterCount: Int {
    func normalized(_ inputs: Int, _ outputs: Int, size: Int) -> Int { (inputs * size * size + 2) * outputs }
    return stages.indices.flatMap(blocks(ofStage:)).reduce(normalized(channels, width, size: 7)) { sum, block in
      let inner =
        hasBottlenecks
        ? normalized(block.inputs, block.inner, size: 1) + normalized(block.inner, block.inner, size: 3)
          + normalized(block.inner, block.outputs, size: 1)
        : normalized(block.inputs, block.inner, size: 3) + normalized(block.inner, block.outputs, size: 3)
      return sum + inner + (block.hasShortcut ? normalized(block.inputs, block.outputs, size: 1) : 0)
    }
  }
}
