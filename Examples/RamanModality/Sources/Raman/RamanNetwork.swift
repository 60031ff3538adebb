internal import NeuralNetworks
internal import Tensors

/// Two convolutions that halve the length each, and a linear layer that keeps what stands where:
/// `points → channels × points/2 → 2 channels × points/4 → dimensions`.
final class RamanNetwork: Module {
  let first: Convolution1D
  let second: Convolution1D
  let output: Linear
  let settings: RamanSettings

  init(_ settings: RamanSettings, random: RandomStream) {
    self.settings = settings
    let channels = settings.channels
    first = Convolution1D(1, channels, size: 7, stride: 2, padding: 3, random: random.child("first"))
    second = Convolution1D(channels, 2 * channels, size: 5, stride: 2, padding: 2, random: random.child("second"))
    output = Linear(2 * channels * (settings.points / 4), settings.dimensions, random: random.child("output"))
  }

  /// - Parameter spectra: shape `[batch, points]`.
  /// - Returns: shape `[batch, dimensions]`.
  func callAsFunction(_ spectra: Tensor) throws -> Tensor {
    let batch = spectra.rows
    let features = try second(first(spectra.reshaped([batch, 1, settings.points])).gelu()).gelu()
    return try output(features.reshaped([batch, features.count / max(1, batch)]))
  }
}
