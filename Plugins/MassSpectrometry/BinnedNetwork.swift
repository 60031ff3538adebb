internal import Foundation
public import NeuralNetworks
public import Tensors

/// A network over a spectrum on an even grid: convolutions, or a layer with a weight for every bin, then residual cells.
///
/// A channel of the grid holds the square roots of the intensities, and another, if asked for, those of the neutral losses.
/// Beside the grid the network sees the precursor's bin, its mass and the part of it within a bin, and the conditions.
public final class BinnedNetwork: MassNetwork {
  public static let id = "ms-binned-cnn"

  public let settings: BinnedSettings
  public let convolutions: [Convolution1D]
  public let input: Linear
  /// Of each place of the grid for the precursor; the last row stands for an unknown one.
  public let precursor: Embedding
  public let conditions: Linear
  public let cells: [ResidualCell]
  public let output: Linear
  public let outputNorm: LayerNorm

  public init(_ settings: BinnedSettings, random: RandomStream) {
    self.settings = settings
    let channels = settings.neutralLosses ? 2 : 1
    var width = channels * settings.binCount
    if settings.trunk == .cnn {
      let inputs = [channels] + settings.channels
      convolutions = settings.channels.indices.map { layer in
        Convolution1D(
          inputs[layer], inputs[layer + 1], size: settings.kernelSize, stride: settings.stride,
          padding: settings.padding, random: random.child("convolution", layer))
      }
      width = (settings.channels.last ?? 1) * (settings.convolvedBins ?? 1)
    } else {
      convolutions = []
    }
    let hidden = settings.hiddenDimensions
    // Few bins of many are filled: a deviation that makes the state about 1 in size, so that the conditions don't drown it.
    input = Linear(
      width, hidden, initializer: settings.trunk == .mlp ? .normal(deviation: 0.3) : .fanInUniform,
      random: random.child("input"))
    precursor = Embedding(
      settings.binCount + 1, hidden, initializer: .normal(deviation: 0.1), random: random.child("precursor"))
    conditions = Linear(
      AcquisitionConditions.featureCount + 2, hidden, initializer: .normal(deviation: 0.05),
      random: random.child("conditions"))
    cells = (0..<settings.cells).map {
      ResidualCell(hidden, dropout: settings.dropout, random: random.child("cell", $0))
    }
    output = Linear(hidden, settings.learnedDimensions, random: random.child("output"))
    outputNorm = LayerNorm(settings.learnedDimensions)
  }

  public func callAsFunction(_ spectra: [PreparedSpectrum], mode: Mode) throws -> Tensor {
    let settings = settings
    let bins = settings.binCount
    let channels = settings.neutralLosses ? 2 : 1
    var grid = try Tensor.rows(of: spectra, columns: channels * bins) { spectrum, row in
      for peak in 0..<spectrum.peakCount {
        let intensity = spectrum.intensities[peak]
        if let bin = settings.bin(spectrum.mz[peak]) { row[bin] = max(row[bin], intensity) }
        if channels == 2, let bin = spectrum.neutralLoss(peak).flatMap(settings.bin) {
          row[bins + bin] = max(row[bins + bin], intensity)
        }
      }
    }.dropout(settings.inputDropout, mode: mode)
    if !convolutions.isEmpty {
      grid = try grid.reshaped([spectra.count, channels, bins])
      for convolution in convolutions { grid = try convolution(grid).gelu() }
      grid = try grid.reshaped([spectra.count, grid.shape[1] * grid.shape[2]])
    }
    let numbers = Tensor.rows(of: spectra, columns: AcquisitionConditions.featureCount + 2) { spectrum, row in
      _ = row.update(fromContentsOf: spectrum.conditions.features)
      guard let precursor = spectrum.conditions.precursorMZ else { return }
      row[row.count - 2] = Float(min(precursor, 4000) / 1000)
      row[row.count - 1] = Float(precursor - precursor.rounded(.down))
    }
    let precursors = spectra.map { Int32($0.conditions.precursorMZ.flatMap(settings.bin) ?? bins) }
    var state = try input(grid) + conditions(numbers) + precursor(precursors)
    state = try state.gelu().dropout(settings.dropout, mode: mode)
    for cell in cells { state = try cell(state, mode: mode) }
    return try settings.embedding(outputNorm(output(state.dropout(settings.dropout, mode: mode))), of: spectra)
  }
}

extension BinnedSettings {
  /// The bin of a mass; `nil` beyond the grid.
  func bin(_ mz: Double) -> Int? {
    let place = (mz / step).rounded()
    return place >= 0 && place < Double(binCount) ? Int(place) : nil
  }
}
