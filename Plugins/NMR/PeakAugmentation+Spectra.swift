public import Tensors

extension PeakAugmentation {
  /// A variant of a spectrum, as another laboratory might have reported it; at least one signal is left.
  public func variant(of peaks: [SpectralPeak], random: RandomStream) -> [SpectralPeak] {
    let hidesPatterns = random.uniform() < droppedPatterns
    let hidesCounts = random.uniform() < droppedCounts
    let drawn = peaks.map { peak in
      var peak = peak
      peak.shift += Double(random.normal() * shiftJitter)
      if hidesPatterns { peak.pattern = 0 }
      if hidesCounts { peak.count = 1 }
      return (peak, isKept: random.uniform() >= droppedPeaks)
    }
    let kept = drawn.filter(\.isKept)
    return (kept.isEmpty ? drawn : kept).map(\.0)
  }
}
