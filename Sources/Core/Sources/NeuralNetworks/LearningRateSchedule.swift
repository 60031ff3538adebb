internal import Foundation

/// How the learning rate goes from step to step: a linear warm-up, then a shape.
public struct LearningRateSchedule: Sendable {
  public enum Shape: String, Sendable, CaseIterable {
    case constant
    /// A straight line down to the final fraction.
    case linear
    /// Half a cosine down to the final fraction (Loshchilov & Hutter, arXiv 1608.03983, without restarts).
    case cosine
  }

  public var shape: Shape
  public var peak: Float
  public var warmupSteps: Int
  public var totalSteps: Int
  /// The last rate as a share of the peak.
  public var finalFraction: Float

  public init(shape: Shape, peak: Float, warmupSteps: Int = 0, totalSteps: Int, finalFraction: Float = 0) {
    self.shape = shape
    self.peak = peak
    self.warmupSteps = warmupSteps
    self.totalSteps = totalSteps
    self.finalFraction = finalFraction
  }

  /// The rate of the step with this index, the first being 0.
  public func rate(at step: Int) -> Float {
    if step < warmupSteps { return peak * Float(step + 1) / Float(warmupSteps) }
    let rest = max(1, totalSteps - warmupSteps)
    let progress = min(1, Float(step - warmupSteps) / Float(rest))
    let height: Float =
      switch shape {
      case .constant: 1
      case .linear: 1 - progress
      case .cosine: 0.5 * (1 + cos(.pi * progress))
      }
    return peak * (finalFraction + (1 - finalFraction) * height)
  }
}
