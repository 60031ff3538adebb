public import Spectra

extension SpectrumFileError: ClassifiedError {
  public var failureClass: FailureClass { .data }
}
