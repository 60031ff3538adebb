internal import NeuralNetworks
internal import Tensors

/// Two convolutions that halve the length each, and a linear layer that keeps what stands where:
/// `points → channels × points/2 → 2 channels × points/4 → dimensions`.
final class TraceNetwork: Module {
  let first: Convolution1D
  let second: Convolution1D
  let output: Linear
  let settings: __Name__Settings

  init(_ settings: __Name__Settings, random: RandomStream) {
    self.settings = settings
    let channels = settings.channels
    first = Convolution1D(1, channels, size: 7, stride: 2, padding: 3, random: random.child("first"))
    second = Convolution1D(channels, 2 * channels, size: 5, stride: 2, padding: 2, random: random.child("second"))
    output = Linear(2 * channels * (settings.points / 4), settings.dimensions, random: random.child("output"))
  }

  /// - Parameter traces: shape `[batch, points]`.
  /// - Returns: shape `[batch, dimensions]`.
  func callAsFunction(_ traces: Tensor) throws -> Tensor {
    let batch = traces.rows
    let features = try second(first(traces.reshaped([batch, 1, settings.points])).gelu()).gelu()
    return try output(features.reshaped([batch, features.count / max(1, batch)]))
  }

  /// A trace as the network takes it: at the network's places, the highest point 1.
  func input(_ trace: __Name__Trace) throws(__Name__Error) -> [Float] {
    let values = trace.resampled(from: settings.from, to: settings.to, count: settings.points)
    guard let greatest = values.map(abs).max(), greatest > 0 else {
      throw .trace("the trace is zero everywhere from \(settings.from) to \(settings.to)")
    }
    return values.map { $0 / greatest }
  }
}
