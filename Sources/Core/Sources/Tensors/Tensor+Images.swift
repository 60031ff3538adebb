internal import CKernels

// An image is `[height, width, channels]`, and a batch of them `[batch, height, width, channels]`: a pixel is a row, as an
// atom or a token is, so that normalisation, activation and products over channels are those of rows.

extension Tensor {
  /// Two-dimensional convolution (cross-correlation, as the field calls it) of images.
  /// - Parameters:
  ///   - weight: shape `[outputs, channels, height, width]`, as PyTorch has it.
  ///   - bias: shape `[outputs]`.
  ///   - stride: by how much the window moves on.
  ///   - padding: zeros that are put on each side.
  /// - Returns: this tensor being `[batch, height, width, channels]`: `[batch, …, …, outputs]`.
  public func convolved2D(weight: Tensor, bias: Tensor? = nil, stride: Int = 1, padding: Int = 0) throws -> Tensor {
    let plan = try ImagePlan("convolved2D", self, weight: weight, stride: stride, padding: padding)
    try check(
      bias?.shape ?? [plan.outputs] == [plan.outputs], "convolved2D", [weight.shape, bias?.shape ?? []],
      "a bias of [\(plan.outputs)]")
    // As the taps lie in an image: row, column, channel.
    let matrix = try weight.channelColumns().reshaped([plan.outputs, plan.taps])
    let result = convolved(matrix, plan)
    guard let bias else { return result }
    return try result + bias
  }

  /// - Parameter matrix: `[outputs, taps]`.
  private func convolved(_ matrix: Tensor, _ plan: ImagePlan) -> Tensor {
    let (outputs, taps) = (plan.outputs, plan.taps)
    let result = Tensor.uninitialized(plan.resultShape)
    plan.forEachBlock { pixels, columns in
      plan.gather(pointer, pixels, columns)
      Gemm.run(
        transposeB: true, pixels.count, outputs, taps, columns, taps, matrix.pointer, taps,
        result.pointer + pixels.lowerBound * outputs, outputs)
    }
    let input = self
    return result.recorded("convolved2D", from: [self, matrix]) { gradient in
      let gx = input.node == nil ? nil : Tensor.zeros(input.shape)
      let learnsWeight = matrix.node != nil
      // Windows overlap within an image only, so that threads with images of their own don't meet.
      let gw = reduceRows(plan.batch, columns: 16_384, into: learnsWeight ? matrix.shape : [0]) { images, sum in
        plan.blocks(of: images) { pixels, columns in
          let g = gradient.pointer + pixels.lowerBound * outputs
          if learnsWeight {
            plan.gather(input.pointer, pixels, columns)
            Gemm.run(transposeA: true, outputs, taps, pixels.count, g, outputs, columns, taps, beta: 1, sum, taps)
          }
          guard let gx else { return }
          Gemm.run(pixels.count, taps, outputs, g, outputs, matrix.pointer, taps, columns, taps)
          plan.scatter(columns, pixels, gx.pointer)
        }
      }
      return [gx, learnsWeight ? gw : nil]
    }
  }

  /// The greatest value of each channel under each place of the window; padding is never the greatest.
  /// - Returns: this tensor being `[batch, height, width, channels]`: `[batch, …, …, channels]`.
  public func maxPooled2D(_ window: Window) throws -> Tensor {
    let plan = try ImagePlan("maxPooled2D", self, window: window, outputs: shape.last ?? 0)
    try check(
      window.paddingHeight <= window.height / 2 && window.paddingWidth <= window.width / 2, "maxPooled2D",
      [shape, [window.height, window.width]], "padding of at most half the window")
    let result = Tensor.uninitialized(plan.resultShape)
    let channels = plan.outputs
    let places = [Int32](unsafeUninitializedCapacity: result.count) { buffer, initialized in
      if let places = buffer.baseAddress {
        forEachRows(plan.pixels, columns: channels, work: window.height * window.width) { range, _ in
          plan.maxPool(
            pointer, range, result.pointer + range.lowerBound * channels, places + range.lowerBound * channels)
        }
      }
      initialized = result.count
    }
    let shape = shape
    return result.recorded("maxPooled2D", from: [self]) { gradient in
      let input = Tensor.zeros(shape)
      let (imageCount, resultCount) = (plan.height * plan.width * channels, plan.pixelsPerImage * channels)
      for (index, place) in places.enumerated() {
        let at = index / resultCount * imageCount + Int(place) * channels + index % channels
        input.pointer[at] += gradient.pointer[index]
      }
      return [input]
    }
  }

  /// The mean of each channel over all pixels: this tensor being `[batch, height, width, channels]`, `[batch, channels]`.
  public func pixelMeans() throws -> Tensor {
    try check(shape.count == 4, "pixelMeans", [shape], "[batch, height, width, channels]")
    let pixels = shape[1] * shape[2]
    return try reshaped([shape[0] * pixels, shape[3]])
      .segmentMean(Segments(lengths: Array(repeating: pixels, count: shape[0])))
  }
}

/// The sizes of one pass of a window over images.
struct ImagePlan: Sendable {
  let batch, height, width, channels, outputs: Int
  let window: Window
  let outputHeight, outputWidth: Int

  init(_ operation: String, _ images: Tensor, window: Window, outputs: Int) throws {
    let shape = images.shape
    guard shape.count == 4, let output = window.output(height: shape[1], width: shape[2]) else {
      throw TensorError.shape(
        operation: operation, shapes: [shape, [window.height, window.width]],
        expectation: "[batch, height, width, channels] and a window no larger than the padded image")
    }
    (batch, height, width, channels) = (shape[0], shape[1], shape[2], shape[3])
    (outputHeight, outputWidth) = output
    self.window = window
    self.outputs = outputs
  }

  init(_ operation: String, _ images: Tensor, weight: Tensor, stride: Int, padding: Int) throws {
    try check(
      weight.shape.count == 4 && images.shape.last == weight.shape[1], operation, [images.shape, weight.shape],
      "[batch, height, width, channels] and [outputs, channels, height, width]")
    var window = Window(weight.shape[2], stride: stride, padding: padding)
    window.width = weight.shape[3]
    try self.init(operation, images, window: window, outputs: weight.shape[0])
  }

  /// What is under the window at one place.
  var taps: Int { window.height * window.width * channels }
  var pixelsPerImage: Int { outputHeight * outputWidth }
  /// Of the output, over all images.
  var pixels: Int { batch * pixelsPerImage }
  var resultShape: [Int] { [batch, outputHeight, outputWidth, outputs] }

  /// Pixels that a matrix product works on at once: enough for its own blocks, else half a megabyte of columns.
  private var blockPixels: Int { max(Gemm.blockRows, 131_072 / max(1, taps)) }

  /// Goes through the output's pixels of some images, block by block, with room for what is under their windows.
  func blocks(of images: Range<Int>, _ body: (Range<Int>, UnsafeMutablePointer<Float>) -> Void) {
    blocks(pixels: images.lowerBound * pixelsPerImage..<images.upperBound * pixelsPerImage, body)
  }

  private func blocks(pixels: Range<Int>, _ body: (Range<Int>, UnsafeMutablePointer<Float>) -> Void) {
    let columns = Tensor.uninitialized([min(blockPixels, pixels.count) * taps])
    for first in stride(from: pixels.lowerBound, to: pixels.upperBound, by: blockPixels) {
      body(first..<min(pixels.upperBound, first + blockPixels), columns.pointer)
    }
  }

  /// The same for all images, on all threads.
  func forEachBlock(_ body: (Range<Int>, UnsafeMutablePointer<Float>) -> Void) {
    ThreadPool.shared.forEachRange(pixels, grain: Gemm.grain(outputs, taps)) { range, _ in
      blocks(pixels: range, body)
    }
  }

  func gather(_ images: UnsafePointer<Float>, _ pixels: Range<Int>, _ columns: UnsafeMutablePointer<Float>) {
    kernels.image_rows(
      images, columns, height, width, channels, window.height, window.width, window.strideHeight, window.strideWidth,
      window.paddingHeight, window.paddingWidth, outputHeight, outputWidth, pixels.lowerBound, pixels.upperBound)
  }

  func scatter(_ columns: UnsafePointer<Float>, _ pixels: Range<Int>, _ images: UnsafeMutablePointer<Float>) {
    kernels.add_image_rows(
      columns, images, height, width, channels, window.height, window.width, window.strideHeight, window.strideWidth,
      window.paddingHeight, window.paddingWidth, outputHeight, outputWidth, pixels.lowerBound, pixels.upperBound)
  }

  func maxPool(
    _ images: UnsafePointer<Float>, _ pixels: Range<Int>, _ result: UnsafeMutablePointer<Float>,
    _ places: UnsafeMutablePointer<Int32>
  ) {
    kernels.image_max_pool(
      images, result, places, height, width, channels, window.height, window.width, window.strideHeight,
      window.strideWidth, window.paddingHeight, window.paddingWidth, outputHeight, outputWidth, pixels.lowerBound,
      pixels.upperBound)
  }
}
