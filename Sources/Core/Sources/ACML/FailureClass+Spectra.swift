public import Spectra

extension PeakTableError: ClassifiedError {
  public var failureClass: FailureClass { .data }
}
