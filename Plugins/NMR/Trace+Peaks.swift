internal import Spectra

extension Trace {
  /// The local maxima that stand above a share of the tallest.
  /// - Parameters:
  ///   - threshold: least height, as share of the tallest value that no solvent makes.
  ///   - excluded: places around which nothing is taken, in the unit of the abscissa.
  ///   - width: how far around them.
  func peaks(above threshold: Float, outside excluded: [Double], _ width: Double) -> [NMRSpectrum.Peak] {
    let heights = values.indices.map { index -> Float in
      let position = position(index)
      let isUsable = values[index].isFinite && !excluded.contains { abs($0 - position) <= width }
      return isUsable ? values[index] : 0
    }
    let tallest = heights.max() ?? 0
    guard tallest > 0 else { return [] }
    return heights.indices.compactMap { index in
      let height = heights[index]
      // Of a plateau the first value counts.
      let isMaximum =
        height > (index > 0 ? heights[index - 1] : 0) && height >= (index + 1 < heights.count ? heights[index + 1] : 0)
      guard isMaximum, height >= threshold * tallest else { return nil }
      return NMRSpectrum.Peak(shift: position(index), intensity: height)
    }
  }
}
