internal import Spectra

extension Trace {
  /// The local maxima, but those at excluded places and those below a share of the tallest of the others;
  /// ascending by shift.
  /// - Parameters:
  ///   - excluded: in the unit of the abscissa.
  ///   - width: how far from such a place a maximum counts as its.
  func peaks(above threshold: Float, outside excluded: [Double], _ width: Double) -> [NMRSpectrum.Peak] {
    let heights = values.map { $0.isFinite ? $0 : 0 }
    let maxima = heights.indices.compactMap { index -> NMRSpectrum.Peak? in
      // Of a plateau the first value counts.
      let isMaximum =
        heights[index] > (index > 0 ? heights[index - 1] : 0)
        && heights[index] >= (index + 1 < heights.count ? heights[index + 1] : 0)
      let position = position(index)
      guard isMaximum, !excluded.contains(where: { abs($0 - position) <= width }) else { return nil }
      return NMRSpectrum.Peak(shift: position, intensity: heights[index])
    }
    let tallest = maxima.compactMap(\.intensity).max() ?? 0
    let high = maxima.filter { ($0.intensity ?? 0) >= threshold * tallest }
    return first <= last ? high : high.reversed()
  }
}
