internal import ACML

/// What can be wrong with Raman spectra.
enum RamanError: ClassifiedError, Equatable {
  /// Numbers that are no spectrum.
  case spectrum(String)
  /// A spectrum of which nothing is left for the encoder, with the encoder's range in cm⁻¹.
  case empty(from: Double, to: Double)
  /// A batch of which no sample has a spectrum, with the first sample's reason.
  case nothingToLearn(String)

  var failureClass: FailureClass { .data }

  var description: String {
    switch self {
    case .spectrum(let reason): reason
    case .empty(let from, let to): "the spectrum has nothing above zero from \(from) to \(to) cm⁻¹"
    case .nothingToLearn(let reason): "no sample of the batch has a spectrum; the first: \(reason)"
    }
  }
}
