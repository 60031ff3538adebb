public import Foundation
public import Spectra

/// Reads the spectra of one kind from a file of any format that `Spectra` knows.
public final class SpectrumSampleReader: SampleReader {
  private let stream: SpectrumStream
  private let kind: Spectrum.Kind

  /// - Parameters:
  ///   - file: plain or gzipped.
  ///   - kind: the spectra that are samples; others are told as of another modality.
  ///   - format: where ending and content are not to decide.
  ///   - options: what the formats leave open.
  /// - Throws: as `SpectrumStream`.
  public init(
    opening file: URL, kind: Spectrum.Kind, format: SpectrumFormat? = nil, options: SpectrumOptions
  ) throws {
    stream = try SpectrumStream(opening: file, format: format, options: options)
    self.kind = kind
  }

  public func next() throws -> SampleRecord? {
    switch try stream.next() {
    case nil: nil
    case .rejected(let line, let reason): SampleRecord(line: line, .fault(reason))
    case .record(let record):
      SampleRecord(
        line: record.line, content(of: record), name: record.name, isSimulated: record.isSimulated,
        fields: fields(of: record))
    }
  }

  private func content(of record: SpectrumRecord) -> SampleRecord.Content {
    guard record.spectrum.kind == kind else { return .otherModality("\(record.spectrum.kind)") }
    return switch record.structure {
    case .smiles(let text): .sample(record.spectrum, .smiles(text))
    case .molBlock(let text): .sample(record.spectrum, .molBlock(text))
    // An InChI is no structure until something turns it into one.
    case .inchi, nil: .sample(record.spectrum, nil)
    }
  }

  private func fields(of record: SpectrumRecord) -> [(key: String, value: String)] {
    var fields = record.fields.map { (key: $0.key, value: $0.value) }
    if let key = record.inchiKey { fields.append((key: "InChIKey", value: key)) }
    if let formula = record.formula { fields.append((key: "Formula", value: formula)) }
    return fields
  }
}
