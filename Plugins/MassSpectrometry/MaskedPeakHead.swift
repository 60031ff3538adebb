public import NeuralNetworks
public import Tensors

/// Guesses hidden peaks from the embedding of the others: a probability for each whole mass.
public final class MaskedPeakHead: Module {
  /// `[masses, dimensions]`
  public let masses: Linear

  public init(_ dimensions: Int, maxMZ: Double, random: RandomStream) {
    masses = Linear(dimensions, Int(maxMZ.rounded()) + 1, random: random)
  }

  /// The mean over spectra of `−Σ w log p`, `w` being the hidden square-root intensities as shares; beside it
  /// `maskedAccuracy`, the share of spectra whose likeliest mass is that of a hidden peak.
  /// - Parameters:
  ///   - embeddings: `[peaks.count, dimensions]`.
  ///   - peaks: what was hidden of each spectrum.
  func loss(
    _ embeddings: Tensor, of peaks: [[(mz: Double, intensity: Float)]]
  ) throws -> (loss: Tensor, accuracy: Double) {
    let logits = try masses(embeddings)
    let columns = logits.columns
    let targets = Tensor.rows(of: peaks, columns: columns) { hidden, row in
      let total = hidden.reduce(0) { $0 + $1.intensity }
      for (mz, intensity) in hidden {
        row[min(columns - 1, max(0, Int(mz.rounded())))] += total > 0 ? intensity / total : 1 / Float(hidden.count)
      }
    }
    let right = logits.withUnsafeValues { logits in
      targets.withUnsafeValues { targets in
        peaks.indices.count { row in
          let places = row * columns..<(row + 1) * columns
          return places.max { logits[$0] < logits[$1] }.map { targets[$0] > 0 } ?? false
        }
      }
    }
    return (
      try logits.crossEntropy(softTargets: targets), Double(right) / Double(max(1, peaks.count))
    )
  }
}
