internal import Files

extension SpectrumFormat {
  func reader(_ source: ByteSource, _ options: SpectrumOptions) throws -> any SpectrumReader {
    switch self {
    case .msp: MSPReader(source)
    case .mgf: MGFReader(source)
    case .massBank: MassBankReader(source)
    case .mzML: MzMLReader(source)
    case .jcampDX, .sdf, .csv, .tsv: try nmrReader(source, options)
    }
  }
}
