internal import Foundation
internal import Tensors

extension PreparedSpectrum {
  /// The spectrum as another measurement might have given it.
  func augmented(_ augmentation: SpectrumAugmentation, random: RandomStream) -> PreparedSpectrum {
    var copy = self
    (copy.mz, copy.intensities) = ([], [])
    // A spectrometer's calibration is off for all peaks alike, and each is measured with an error of its own.
    let calibration = augmentation.massJitter * 1e-6 * Double(random.normal())
    for (mz, intensity) in zip(mz, intensities) {
      let isDropped = random.uniform() < augmentation.droppedPeaks && intensity < 1
      let error = calibration + 0.5 * augmentation.massJitter * 1e-6 * Double(random.normal())
      let factor = exp(augmentation.intensityJitter * random.normal())
      if isDropped { continue }
      copy.mz.append(augmentation.massJitter > 0 ? mz * (1 + error) : mz)
      copy.intensities.append(min(1, intensity * factor))
    }
    if random.uniform() < augmentation.hiddenConditions { copy.conditions.collisionEnergy = nil }
    if random.uniform() < augmentation.hiddenConditions { copy.conditions.adduct = nil }
    if random.uniform() < augmentation.hiddenConditions { copy.conditions.analyzer = nil }
    return copy
  }

  /// Divides the peaks into those that are shown and those that are to be guessed, at least one each.
  /// - Returns: `nil` for a spectrum of a single peak.
  func masked(share: Float, random: RandomStream) -> (shown: PreparedSpectrum, hidden: [Int])? {
    guard peakCount > 1 else { return nil }
    let count = min(peakCount - 1, max(1, Int((share * Float(peakCount)).rounded())))
    let hidden = random.permutation(peakCount).prefix(count).sorted()
    let isHidden = Set(hidden)
    var shown = self
    let kept = mz.indices.filter { !isHidden.contains($0) }
    (shown.mz, shown.intensities) = (kept.map { mz[$0] }, kept.map { intensities[$0] })
    return (shown, hidden)
  }
}
