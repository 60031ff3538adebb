internal import Foundation
internal import Tensors

/// Takes signals out of spectra, to be guessed from the others.
struct PeakMasks: Sendable {
  let share: Float
  /// Width of a bin, in ppm.
  let resolution: Double
  let grid: GridSettings

  struct Masked {
    /// What is left.
    let visible: [SpectralPeak]
    /// Where the others lie.
    let bins: [Int32]
  }

  var binCount: Int { max(1, Int(((grid.to - grid.from) / resolution).rounded(.up))) }

  /// - Parameter seed: of this step; `nil` for masks that depend on the spectrum alone.
  /// - Returns: at least one signal on either side; `nil` for a single one.
  func mask(_ peaks: [SpectralPeak], seed: UInt64?) -> Masked? {
    guard peaks.count > 1 else { return nil }
    let random =
      seed.map { RandomStream(seed: $0, name: "masks") }
      ?? RandomStream(seed: 0, name: peaks.map { "\($0.shift)" }.joined(separator: " "))
    let count = min(peaks.count - 1, max(1, Int((share * Float(peaks.count)).rounded())))
    let chosen = Set(random.permutation(peaks.count).prefix(count))
    return Masked(
      visible: peaks.indices.filter { !chosen.contains($0) }.map { peaks[$0] },
      bins: chosen.sorted().map { bin(of: peaks[$0].shift) })
  }

  private func bin(of shift: Double) -> Int32 {
    Int32(min(max(0, ((shift - grid.from) / resolution).rounded(.down)), Double(binCount - 1)))
  }
}
