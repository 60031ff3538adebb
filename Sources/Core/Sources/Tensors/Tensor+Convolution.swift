internal import CKernels

/// The window of a convolution or a pooling: size, stride and zero padding of both axes.
public struct Window: Sendable, Equatable {
  public var height: Int
  public var width: Int
  public var strideHeight: Int
  public var strideWidth: Int
  public var paddingHeight: Int
  public var paddingWidth: Int

  /// A square window.
  public init(_ size: Int, stride: Int = 1, padding: Int = 0) {
    (height, width, strideHeight, strideWidth, paddingHeight, paddingWidth) = (
      size, size, stride, stride, padding, padding
    )
  }

  /// A window over one axis.
  public init(length: Int, stride: Int = 1, padding: Int = 0) {
    (height, width, strideHeight, strideWidth, paddingHeight, paddingWidth) = (1, length, 1, stride, 0, padding)
  }

  /// The size of the output for an input of this size; `nil` if the window is ill-formed or larger than the padded input.
  func output(height inputHeight: Int, width inputWidth: Int) -> (height: Int, width: Int)? {
    guard height > 0, width > 0, strideHeight > 0, strideWidth > 0, paddingHeight >= 0, paddingWidth >= 0,
      inputHeight + 2 * paddingHeight >= height, inputWidth + 2 * paddingWidth >= width
    else { return nil }
    return (
      (inputHeight + 2 * paddingHeight - height) / strideHeight + 1,
      (inputWidth + 2 * paddingWidth - width) / strideWidth + 1
    )
  }
}

extension Tensor {
  /// One-dimensional convolution.
  /// - Parameters:
  ///   - weight: shape `[outputs, inputs, length]`.
  ///   - bias: shape `[outputs]`.
  ///   - stride: by how much the window moves on.
  ///   - padding: zeros that are put on each side.
  /// - Returns: this tensor being `[batch, inputs, length]`: `[batch, outputs, …]`.
  public func convolved1D(weight: Tensor, bias: Tensor? = nil, stride: Int = 1, padding: Int = 0) throws -> Tensor {
    try check(
      weight.shape.count == 3 && shape.count == 3, "convolved1D", [shape, weight.shape],
      "[batch, inputs, length] and [outputs, inputs, length]")
    let image = try reshaped([shape[0], shape[1], 1, shape[2]])
    let kernel = try weight.reshaped([weight.shape[0], weight.shape[1], 1, weight.shape[2]])
    let window = Window(length: weight.shape[2], stride: stride, padding: padding)
    let result = try image.convolved(weight: kernel, bias: bias, window: window)
    return try result.reshaped([result.shape[0], result.shape[1], result.shape[3]])
  }

  private func convolved(weight: Tensor, bias: Tensor?, window: Window) throws -> Tensor {
    try check(
      shape.count == 4 && weight.shape[1] == shape[1] && bias?.shape ?? [weight.shape[0]] == [weight.shape[0]],
      "convolution", [shape, weight.shape], "[batch, inputs, …] and [outputs, inputs, …]")
    guard let output = window.output(height: shape[2], width: shape[3]) else {
      throw TensorError.shape(
        operation: "convolution", shapes: [shape, weight.shape], expectation: "a window no larger than the padded input"
      )
    }
    let plan = ConvolutionPlan(
      batch: shape[0], inputs: shape[1], height: shape[2], width: shape[3], outputs: weight.shape[0], window: window,
      outputHeight: output.height, outputWidth: output.width)
    let result = Tensor.uninitialized([plan.batch, plan.outputs, output.height, output.width])
    ThreadPool.shared.forEachRange(plan.batch) { range, _ in
      let columns = Tensor.uninitialized([plan.columnsCount])
      for image in range {
        plan.im2col(pointer + image * plan.imageCount, columns.pointer)
        let target = result.pointer + image * plan.resultCount
        Gemm.run(
          plan.outputs, plan.pixels, plan.taps, weight.pointer, plan.taps, columns.pointer, plan.pixels, target,
          plan.pixels)
        guard let bias else { continue }
        for channel in 0..<plan.outputs {
          kernels.affine(
            target + channel * plan.pixels, 1, bias.pointer[channel], target + channel * plan.pixels, plan.pixels)
        }
      }
    }
    let input = self
    return result.recorded("convolution", from: [self, weight] + (bias.map { [$0] } ?? [])) { gradient in
      let gx = input.node == nil ? nil : Tensor.uninitialized(input.shape)
      // The weight of a mean is no parameter.
      let learnsWeight = weight.node != nil
      let gw = reduceRows(plan.batch, columns: 16_384, into: learnsWeight ? weight.shape : [0]) { range, buffer in
        let columns = Tensor.uninitialized([plan.columnsCount])
        for image in range {
          let g = gradient.pointer + image * plan.resultCount
          if learnsWeight {
            plan.im2col(input.pointer + image * plan.imageCount, columns.pointer)
            Gemm.run(
              transposeB: true, plan.outputs, plan.taps, plan.pixels, g, plan.pixels, columns.pointer, plan.pixels,
              beta: 1, buffer, plan.taps)
          }
          guard let gx else { continue }
          Gemm.run(
            transposeA: true, plan.taps, plan.pixels, plan.outputs, weight.pointer, plan.taps, g, plan.pixels,
            columns.pointer, plan.pixels)
          plan.col2im(columns.pointer, gx.pointer + image * plan.imageCount)
        }
      }
      let gradients = [gx, learnsWeight ? gw : nil]
      guard bias != nil else { return gradients }
      let sums = try gradient.reshaped([plan.batch * plan.outputs, plan.pixels]).rowSums()
      return gradients + [try sums.reshaped([plan.batch, plan.outputs]).columnSums()]
    }
  }

  /// The greatest value under each place of the window.
  /// - Returns: this tensor being `[…, height, width]`: `[…, output height, output width]`.
  public func maxPooled(_ window: Window) throws -> Tensor {
    let (planes, output) = try poolingPlan(window, "maxPooled")
    let (height, width) = (shape[shape.count - 2], columns)
    let result = Tensor.uninitialized(shape.dropLast(2) + [output.height, output.width])
    let size = output.height * output.width
    let places = [Int32](unsafeUninitializedCapacity: result.count) { buffer, initialized in
      if let places = buffer.baseAddress {
        forEachRows(planes, columns: height * width) { range, _ in
          kernels.max_pool(
            pointer + range.lowerBound * height * width, result.pointer + range.lowerBound * size,
            places + range.lowerBound * size, range.count, height, width, window.height, window.width,
            window.strideHeight, window.strideWidth, window.paddingHeight, window.paddingWidth, output.height,
            output.width)
        }
      }
      initialized = result.count
    }
    let shape = shape
    return result.recorded("maxPooled", from: [self]) { gradient in
      let input = Tensor.zeros(shape)
      for (index, place) in places.enumerated() where place >= 0 {
        input.pointer[index / size * height * width + Int(place)] += gradient.pointer[index]
      }
      return [input]
    }
  }

  /// The mean under each place of the window; padding counts as zeros, as in PyTorch's default.
  /// - Returns: this tensor being `[…, height, width]`: `[…, output height, output width]`.
  public func averagePooled(_ window: Window) throws -> Tensor {
    let (planes, output) = try poolingPlan(window, "averagePooled")
    // Each plane is an image of one channel, and the window one filter of equal weights.
    let area = window.height * window.width
    let filter = Tensor.full([1, 1, window.height, window.width], 1 / Float(area))
    let image = try reshaped([planes, 1, shape[shape.count - 2], columns])
    return try image.convolved(weight: filter, bias: nil, window: window)
      .reshaped(shape.dropLast(2) + [output.height, output.width])
  }

  private func poolingPlan(_ window: Window, _ operation: String) throws -> (Int, (height: Int, width: Int)) {
    guard shape.count >= 2, let output = window.output(height: shape[shape.count - 2], width: columns),
      window.paddingHeight <= window.height / 2, window.paddingWidth <= window.width / 2
    else {
      throw TensorError.shape(
        operation: operation, shapes: [shape, [window.height, window.width]],
        expectation: "[…, height, width], a window no larger, and padding of at most half the window")
    }
    return (shape.dropLast(2).reduce(1, *), output)
  }
}

/// The sizes of one convolution.
private struct ConvolutionPlan: Sendable {
  let batch, inputs, height, width, outputs: Int
  let window: Window
  let outputHeight, outputWidth: Int

  var imageCount: Int { inputs * height * width }
  var pixels: Int { outputHeight * outputWidth }
  var taps: Int { inputs * window.height * window.width }
  var columnsCount: Int { taps * pixels }
  var resultCount: Int { outputs * pixels }

  func im2col(_ image: UnsafePointer<Float>, _ columns: UnsafeMutablePointer<Float>) {
    kernels.im2col(
      image, columns, inputs, height, width, window.height, window.width, window.strideHeight, window.strideWidth,
      window.paddingHeight, window.paddingWidth, outputHeight, outputWidth)
  }

  func col2im(_ columns: UnsafePointer<Float>, _ image: UnsafeMutablePointer<Float>) {
    kernels.col2im(
      columns, image, inputs, height, width, window.height, window.width, window.strideHeight, window.strideWidth,
      window.paddingHeight, window.paddingWidth, outputHeight, outputWidth)
  }
}

extension Tensor {
  /// Channels as columns: `[batch, channels, …]` to `[batch · places, channels]`.
  public func channelColumns() throws -> Tensor {
    try check(shape.count >= 2, "channelColumns", [shape], "[batch, channels, …]")
    let shape = shape
    return transposedPlanes(batch: shape[0], shape[1], shape.dropFirst(2).reduce(1, *))
      .shaped([shape[0] * shape.dropFirst(2).reduce(1, *), shape[1]])
      .recorded("channelColumns", from: [self]) { [try $0.channelPlanes(shape)] }
  }

  /// The inverse of ``channelColumns()``.
  /// - Parameter shape: `[batch, channels, …]`.
  public func channelPlanes(_ shape: [Int]) throws -> Tensor {
    let places = shape.dropFirst(2).reduce(1, *)
    try check(
      shape.count >= 2 && self.shape == [shape[0] * places, shape[1]], "channelPlanes", [self.shape, shape],
      "[batch · places, channels] and [batch, channels, …]")
    return transposedPlanes(batch: shape[0], places, shape[1]).shaped(shape)
      .recorded("channelPlanes", from: [self]) { [try $0.channelColumns()] }
  }

  /// Each of `batch` matrices `[rows, columns]` transposed; not recorded, and of this tensor's shape.
  private func transposedPlanes(batch: Int, _ rows: Int, _ columns: Int) -> Tensor {
    let result = Tensor.uninitialized(shape)
    forEachRows(batch, columns: rows * columns) { range, _ in
      for index in range {
        let offset = index * rows * columns
        kernels.transpose(pointer + offset, result.pointer + offset, rows, columns)
      }
    }
    return result
  }
}
