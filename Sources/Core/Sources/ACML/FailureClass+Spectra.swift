public import Spectra

extension SpectrumFileError: ClassifiedError {
  public var failureClass: FailureClass { .data }
}

extension PeakTableError: ClassifiedError {
  public var failureClass: FailureClass { .data }
}

extension SimulationError: ClassifiedError {
  public var failureClass: FailureClass { .usage }
}
