public import ACML
public import Foundation
public import Spectra

/// What files of NMR spectra leave open.
public struct NMRFileSettings: Settings, Equatable {
  public var format: String?
  public var peaksColumn: String?

  public init() {}

  public static let fields: [SettingField<Self>] = [
    .init(
      "format", \.format,
      "\(SpectrumFormat.allCases.map(\.rawValue).joined(separator: ", ")); null: ending and content tell"),
    .init("peaksColumn", \.peaksColumn, "column of a table with the peaks; null: the first of the usual names"),
  ]

  public func validate() throws {
    guard let format, SpectrumFormat(rawValue: format) == nil else { return }
    throw InvalidSetting(
      "format", "found \(format), expected one of \(SpectrumFormat.allCases.map(\.rawValue).joined(separator: ", "))")
  }
}

/// The spectra of one nucleus in a file of any format that has NMR spectra.
public final class NMRSampleReader: SampleReader {
  private let stream: SpectrumStream
  private let nucleus: NMRSpectrum.Nucleus

  public init(
    _ file: URL, nucleus: NMRSpectrum.Nucleus, _ settings: NMRFileSettings, _ context: SampleReaderContext
  ) throws {
    var options = SpectrumOptions()
    options.smilesColumn = context.smilesColumn
    options.peaksColumn = settings.peaksColumn
    // A column that was named holds what was asked for.
    if settings.peaksColumn != nil { options.kind = .nmr(nucleus) }
    stream = try SpectrumStream(
      opening: file, format: settings.format.flatMap(SpectrumFormat.init(rawValue:)), options: options)
    self.nucleus = nucleus
  }

  public func next() throws -> SampleRecord? {
    switch try stream.next() {
    case nil: return nil
    case .rejected(let line, let reason): return SampleRecord(line: line, .fault(reason))
    case .record(let record):
      let content: SampleRecord.Content =
        record.spectrum.kind == .nmr(nucleus)
        ? .sample(record.spectrum, record.structure?.sampleStructure)
        : .otherModality(record.spectrum.kind.description)
      return SampleRecord(
        line: record.line, content, name: record.name, isSimulated: record.isSimulated,
        fields: record.fields.map { ($0.key, $0.value) })
    }
  }
}

extension SpectrumRecord.Structure {
  /// `nil` for an InChI alone, which isn't turned into a molecule.
  fileprivate var sampleStructure: SampleStructure? {
    switch self {
    case .smiles(let smiles): .smiles(smiles)
    case .molBlock(let block): .molBlock(block)
    case .inchi: nil
    }
  }
}
