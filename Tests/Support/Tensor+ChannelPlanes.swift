public import Tensors

extension Tensor {
  /// Applies an operation on images to what lies as channel planes, as in PyTorch: `[batch, channels, height, width]`.
  public func asImages(_ operation: (Tensor) throws -> Tensor) throws -> Tensor {
    let images = try channelColumns().reshaped([shape[0], shape[2], shape[3], shape[1]])
    let result = try operation(images)
    let planes = [result.shape[0], result.shape[3], result.shape[1], result.shape[2]]
    return try result.reshaped([result.rows, result.columns]).channelPlanes(planes)
  }
}
