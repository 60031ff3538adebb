public import NeuralNetworks
public import Tensors

/// Convolutions over a spectrum on a grid. What a shift means depends on where it lies, so that the places that are
/// left after the strides are laid side by side and not pooled.
public final class SpectrumCNN: Module {
  public let convolutions: [Convolution1D]
  public let norms: [BatchNorm]
  public let output: Linear

  public init(patternCount: Int, _ settings: NMRNetworkSettings, random: RandomStream) {
    let inputs = [patternCount] + settings.channels.dropLast()
    convolutions = zip(inputs, settings.channels).enumerated().map { index, widths in
      Convolution1D(
        widths.0, widths.1, size: settings.kernelSize, stride: settings.stride, padding: settings.kernelSize / 2,
        bias: false, random: random.child("convolution", index))
    }
    norms = settings.channels.map { BatchNorm($0) }
    output = Linear(Self.flatDimensions(settings), settings.dimensions, random: random.child("output"))
  }

  /// Width of what the last convolution leaves of a spectrum.
  static func flatDimensions(_ settings: NMRNetworkSettings) -> Int {
    let padded = 2 * (settings.kernelSize / 2) - settings.kernelSize
    let places = settings.channels.reduce(settings.grid.places) { places, _ in (places + padded) / settings.stride + 1 }
    return places * (settings.channels.last ?? 0)
  }

  /// `[spectra, patterns, places]` to `[spectra, dimensions]`.
  public func callAsFunction(_ grid: Tensor, mode: Mode) throws -> Tensor {
    let last = try zip(convolutions, norms).reduce(grid) { try $1.1($1.0($0), mode: mode, activation: .relu) }
    return try output(last.reshaped([last.shape[0], last.shape[1] * last.shape[2]]), activation: .gelu)
  }
}
