internal import Files

extension SpectrumFormat {
  func nmrReader(_ source: ByteSource, _ options: SpectrumOptions) throws -> any SpectrumReader { fatalError() }
}
