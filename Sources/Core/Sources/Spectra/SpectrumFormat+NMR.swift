internal import Files

extension SpectrumFormat {
  func nmrReader(_ source: ByteSource, _ options: SpectrumOptions) throws -> any SpectrumReader {
    switch self {
    case .jcampDX: JCAMPReader(source)
    case .sdf: StructureSpectra(source)
    case .tsv: try PeakTable(source, delimiter: UInt8(ascii: "\t"), options: options)
    default: try PeakTable(source, delimiter: UInt8(ascii: ","), options: options)
    }
  }
}
