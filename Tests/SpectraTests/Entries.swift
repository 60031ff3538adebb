import Foundation
import Spectra

/// The entries of a file with this text.
func entries(
  of text: String, _ format: SpectrumFormat, options: SpectrumOptions = SpectrumOptions()
) throws -> [SpectrumEntry] {
  try entries(of: Data(text.utf8), format, options: options)
}

/// The entries of a file with these bytes.
func entries(
  of data: Data, _ format: SpectrumFormat, options: SpectrumOptions = SpectrumOptions()
) throws -> [SpectrumEntry] {
  let file = FileManager.default.temporaryDirectory.appending(path: "acml-test-\(UUID().uuidString)")
  try data.write(to: file)
  defer { try? FileManager.default.removeItem(at: file) }
  return try entries(in: file, format, options: options)
}

/// The entries of a file.
func entries(
  in file: URL, _ format: SpectrumFormat, options: SpectrumOptions = SpectrumOptions()
) throws -> [SpectrumEntry] {
  let stream = try SpectrumStream(opening: file, format: format, options: options)
  var entries: [SpectrumEntry] = []
  while let entry = try stream.next() { entries.append(entry) }
  return entries
}

extension [SpectrumEntry] {
  var records: [SpectrumRecord] {
    compactMap { if case .record(let record) = $0 { record } else { nil } }
  }

  /// What was rejected, as `line: reason`.
  var rejections: [String] {
    compactMap { if case .rejected(let line, let reason) = $0 { "\(line): \(reason)" } else { nil } }
  }
}

extension SpectrumRecord {
  var nmr: NMRSpectrum? { if case .nmr(let spectrum) = spectrum { spectrum } else { nil } }
  var mass: MassSpectrum? { if case .mass(let spectrum) = spectrum { spectrum } else { nil } }
  var other: OtherSpectrum? { if case .other(let spectrum) = spectrum { spectrum } else { nil } }
}
