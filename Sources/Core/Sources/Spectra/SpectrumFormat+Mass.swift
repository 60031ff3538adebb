internal import Files

extension SpectrumFormat {
  /// The format of a file, by its ending and its first bytes.
  init(of source: ByteSource) throws { fatalError() }

  func reader(_ source: ByteSource, _ options: SpectrumOptions) throws -> any SpectrumReader {
    switch self {
    case .msp, .mgf, .massBank, .mzML: fatalError()
    case .jcampDX, .sdf, .csv, .tsv: try nmrReader(source, options)
    }
  }
}
