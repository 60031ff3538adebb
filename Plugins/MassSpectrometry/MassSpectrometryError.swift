public import ACML

/// What keeps a mass spectrum from being encoded, or an encoder from being read.
public enum MassSpectrometryError: ClassifiedError, Equatable {
  /// The spectrum is of another kind than the encoder can read.
  case otherKind(found: String)
  /// A spectrum without a peak of any intensity.
  case noPeaks
  /// Of so many peaks none lies in the range of masses that the encoder looks at.
  case noPeaksInRange(count: Int, maximum: Double)
  /// A batch of which no sample could be used, with the first sample's reason.
  case noSamples(reason: String)
  /// A file of an encoder's folder that can't be so.
  case invalidFile(String, reason: String)

  public var failureClass: FailureClass { .data }

  public var description: String {
    switch self {
    case .otherKind(let found): "found \(found), expected a mass spectrum"
    case .noPeaks: "the spectrum has no peak of positive intensity"
    case .noPeaksInRange(let count, let maximum):
      "none of the spectrum's \(count) peaks lies between 0 and \(maximum) Th, where the encoder looks"
    case .noSamples(let reason): "no sample of the batch can be used; the first: \(reason)"
    case .invalidFile(let file, let reason): "\(file): \(reason)"
    }
  }
}
