internal import CKernels

/// A convolution of images whose weights don't change any more, laid out for this CPU; with bias, residual and ReLU in one
/// pass. It records no gradient.
///
/// A window of 3 × 3, stride 1 and padding 1 goes by Winograd's F(2 × 2, 3 × 3), which needs 16 products where the sum
/// needs 36, and whose rounding errors are no greater (Lavin & Gray, arXiv 1509.09308). Any other reads the pixels under
/// the window where they lie.
public struct FrozenConvolution: Sendable {
  /// Shape `[outputs, channels, height, width]` of the weight that it was made from.
  private let shape: [Int]
  private let stride, padding: Int
  /// Panels of outputs; one after the other for each of Winograd's products.
  private let panels: Tensor
  private let bias: Tensor
  private let usesWinograd: Bool

  /// Below as many channels, transforming costs more than it saves.
  private static let leastChannels = 16
  private static let products = 16
  /// Winograd tiles that a thread works on at once, a multiple of the kernel's rows: what they become stays in the cache.
  private static let tilesAtOnce = 96

  /// - Parameters:
  ///   - weight: shape `[outputs, channels, height, width]`, as PyTorch has it.
  ///   - bias: shape `[outputs]`.
  ///   - stride: by how much the window moves on.
  ///   - padding: zeros that are put on each side.
  public init(weight: Tensor, bias: Tensor, stride: Int = 1, padding: Int = 0) throws {
    shape = weight.shape
    try check(
      shape.count == 4 && !shape.contains(0) && bias.shape == [shape[0]], "FrozenConvolution", [shape, bias.shape],
      "[outputs, channels, height, width] and [outputs]")
    (self.stride, self.padding) = (stride, padding)
    self.bias = bias.detached()
    let (outputs, channels) = (shape[0], shape[1])
    usesWinograd =
      shape[2...] == [3, 3] && (stride, padding) == (1, 1) && min(outputs, channels) >= Self.leastChannels
    // As the taps lie in an image: row, column, channel.
    let taps = try weight.detached().channelColumns()
    let panelOutputs = (outputs + kernels.panel_width() - 1) / kernels.panel_width() * kernels.panel_width()
    guard usesWinograd else {
      let depth = taps.count / outputs
      panels = Tensor.uninitialized([panelOutputs, depth])
      kernels.pack_panels(taps.pointer, panels.pointer, outputs, depth)
      return
    }
    let transformed = Tensor.uninitialized([Self.products, outputs, channels])
    kernels.winograd_weights(taps.pointer, transformed.pointer, outputs, channels)
    panels = Tensor.uninitialized([Self.products, panelOutputs, channels])
    for product in 0..<Self.products {
      kernels.pack_panels(
        transformed.pointer + product * outputs * channels, panels.pointer + product * panelOutputs * channels,
        outputs, channels)
    }
  }

  /// `activation(convolution + bias + residual)`.
  /// - Parameters:
  ///   - images: `[batch, height, width, channels]`.
  ///   - residual: of the result's shape.
  ///   - activation: `.identity` or `.relu`.
  /// - Returns: `[batch, …, …, outputs]`.
  public func callAsFunction(
    _ images: Tensor, adding residual: Tensor? = nil, activation: Activation = .identity
  ) throws -> Tensor {
    let operation = "FrozenConvolution"
    try check(
      images.shape.count == 4 && images.shape[3] == shape[1], operation, [images.shape, shape],
      "[batch, height, width, channels] and [outputs, channels, height, width]")
    var window = Window(shape[2], stride: stride, padding: padding)
    window.width = shape[3]
    let plan = try ImagePlan(operation, images, window: window, outputs: shape[0])
    try check(
      residual?.shape ?? plan.resultShape == plan.resultShape, operation, [residual?.shape ?? []],
      "a residual of \(plan.resultShape)")
    guard activation == .identity || activation == .relu else {
      throw TensorError.argument(operation: operation, expectation: "activation identity or relu")
    }
    let result = Tensor.uninitialized(plan.resultShape)
    let ending = Ending(added: residual?.pointer, relu: activation == .relu ? 1 : 0, result: result.pointer)
    withExtendedLifetime(residual) {
      if usesWinograd { winograd(images, plan, ending) } else { direct(images, plan, ending) }
    }
    return result
  }

  /// What is done to a sum on its way into the result.
  private struct Ending {
    let added: UnsafePointer<Float>?
    let relu: Int32
    let result: UnsafeMutablePointer<Float>
  }

  private func direct(_ images: Tensor, _ plan: ImagePlan, _ ending: Ending) {
    let input = padding > 0 ? images.padded(padding) : images
    let (height, width) = (plan.height + 2 * padding, plan.width + 2 * padding)
    let (channels, outputs, across) = (plan.channels, plan.outputs, plan.outputWidth)
    Gemm.operations.add(2 * plan.pixels * outputs * plan.taps, ordering: .relaxed)
    ThreadPool.shared.forEachRange(
      plan.batch * plan.outputHeight, grain: max(1, Gemm.grain(outputs, plan.taps) / across)
    ) { rows, _ in
      var row = rows.lowerBound
      while row < rows.upperBound {
        let image = row / plan.outputHeight
        let end = min(rows.upperBound, (image + 1) * plan.outputHeight)
        let first = image * plan.outputHeight
        let offset = image * plan.pixelsPerImage * outputs
        kernels.convolve(
          input.pointer + image * height * width * channels, (row - first) * across, (end - first) * across, across,
          stride * width * channels, stride * channels, shape[2], width * channels, shape[3] * channels,
          panels.pointer, bias.pointer, ending.added.map { $0 + offset }, ending.relu, ending.result + offset, outputs)
        row = end
      }
    }
  }

  private func winograd(_ images: Tensor, _ plan: ImagePlan, _ ending: Ending) {
    let (height, width, channels, outputs) = (plan.height, plan.width, plan.channels, plan.outputs)
    let tiles = plan.batch * ((height + 1) / 2) * ((width + 1) / 2)
    let panelCount = panels.count / Self.products
    let zeros = Tensor.zeros([channels])
    Gemm.operations.add(2 * Self.products * tiles * channels * outputs, ordering: .relaxed)
    ThreadPool.shared.forEachRange(tiles, grain: Gemm.grain(Self.products * outputs, channels)) { range, _ in
      let most = min(Self.tilesAtOnce, range.count)
      let input = Tensor.uninitialized([Self.products, most, channels])
      let output = Tensor.uninitialized([Self.products, most, outputs])
      for first in Swift.stride(from: range.lowerBound, to: range.upperBound, by: most) {
        let end = min(range.upperBound, first + most)
        let count = end - first
        kernels.winograd_input(images.pointer, height, width, channels, zeros.pointer, first, end, input.pointer)
        for product in 0..<Self.products {
          kernels.convolve(
            input.pointer + product * count * channels, 0, count, count, 0, channels, 1, 0, channels,
            panels.pointer + product * panelCount, nil, nil, 0, output.pointer + product * count * outputs, outputs)
        }
        kernels.winograd_output(
          output.pointer, height, width, outputs, bias.pointer, ending.added, ending.relu, first, end, ending.result)
      }
    }
  }
}

extension Tensor {
  /// Images with a border of zeros, not recorded.
  fileprivate func padded(_ padding: Int) -> Tensor {
    let (height, width, channels) = (shape[1], shape[2], shape[3])
    let result = Tensor.uninitialized([shape[0], height + 2 * padding, width + 2 * padding, channels])
    let rowCount = (width + 2 * padding) * channels
    let imageCount = (height + 2 * padding) * rowCount
    forEachRows(shape[0], columns: imageCount) { images, _ in
      for image in images {
        let to = result.pointer + image * imageCount
        to.update(repeating: 0, count: imageCount)
        for row in 0..<height {
          (to + (row + padding) * rowCount + padding * channels)
            .update(from: pointer + (image * height + row) * width * channels, count: width * channels)
        }
      }
    }
    return result
  }
}
