public import Spectra

extension MassSpectrum {
  /// Whether the points are those of a profile: the file says so, or most of them stand at one even distance of at most
  /// 0.5 Th, as no peaks do. Some public records of triple quadrupoles hold profiles and don't say so.
  public var isProfile: Bool {
    if !isCentroided { return true }
    guard peaks.count >= 8 else { return false }
    let gaps = zip(peaks, peaks.dropFirst()).map { $1.mz - $0.mz }
    let median = gaps.sorted()[gaps.count / 2]
    guard median > 0, median <= 0.5 else { return false }
    return 10 * gaps.count { abs($0 - median) < 0.01 * median } > 6 * gaps.count
  }

  /// The peaks; those of a profile are its local maxima, each at the intensity-weighted mean of the points between the
  /// minima around it, as high as its highest point.
  public var centroidPeaks: [Peak] {
    guard isProfile, peaks.count > 1 else { return peaks }
    let gaps = zip(peaks, peaks.dropFirst()).map { $1.mz - $0.mz }
    let widest = 2.5 * gaps.sorted()[gaps.count / 2]
    var found: [Peak] = []
    var hill: [Peak] = []
    var isDescending = false
    for point in peaks {
      if let last = hill.last {
        let isRising = point.intensity > last.intensity
        if point.mz - last.mz > widest || (isDescending && isRising) {
          found.append(Self.centroid(of: hill))
          hill = []
          isDescending = false
        } else if !isRising {
          isDescending = true
        }
      }
      hill.append(point)
    }
    found.append(Self.centroid(of: hill))
    return found
  }

  private static func centroid(of hill: [Peak]) -> Peak {
    let weight = hill.reduce(0.0) { $0 + max(0, Double($1.intensity)) }
    let moment = hill.reduce(0.0) { $0 + max(0, Double($1.intensity)) * $1.mz }
    let highest = hill.map(\.intensity).max() ?? 0
    return Peak(mz: weight > 0 ? moment / weight : hill.first?.mz ?? 0, intensity: highest)
  }
}
