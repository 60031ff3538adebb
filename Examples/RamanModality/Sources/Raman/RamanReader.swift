internal import ACML
internal import Files
internal import Foundation

/// Reads spectra as the RRUFF database exports them: headers `##KEY=value`, lines of a shift in cm⁻¹ and an intensity,
/// separated by a comma or blanks, and `##END=`. A file may hold several.
///
/// `##NAMES=` (or `##TITLE=`) is the sample's name, `##SMILES=` its molecule, which RRUFF's minerals have not, and
/// `##SIMULATED=` says that the spectrum was computed. The other headers become the record's fields.
final class RamanReader: SampleReader {
  private var lines: LineReader
  /// A header that came where the end of the record before it was expected.
  private var pending: [UInt8]?

  /// - Throws: what the file system says.
  init(_ file: URL) throws { lines = LineReader(try ByteSource(path: file.path)) }

  func next() throws -> SampleRecord? {
    var record = RecordBuilder()
    while let line = try nextLine() {
      guard let text = String(validating: line, as: UTF8.self) else {
        record.fail("line \(lines.number): this is no text in UTF-8", at: lines.number)
        continue
      }
      guard text.hasPrefix("##") else {
        record.addPoint(text, at: lines.number)
        continue
      }
      let header = Header(text)
      if header.key == "END" { break }
      if record.hasPoints {
        pending = line
        break
      }
      record.addHeader(header, at: lines.number)
    }
    return record.finish()
  }

  /// The next line that is no comment and not empty.
  private func nextLine() throws -> [UInt8]? {
    if let line = pending {
      pending = nil
      return line
    }
    while let line = try lines.next() {
      let isComment = line.first == UInt8(ascii: "#") && line.dropFirst().first != UInt8(ascii: "#")
      if !isComment, line.contains(where: { $0 > 0x20 }) { return line }
    }
    return nil
  }
}

/// `##KEY=value`.
private struct Header {
  let key: String
  let value: String

  /// - Parameter text: begins with `##`.
  init(_ text: String) {
    let parts = text.dropFirst(2).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    key = parts[0].trimmingCharacters(in: .whitespaces).uppercased()
    value = parts.count > 1 ? parts[1].trimmingCharacters(in: .whitespaces) : ""
  }
}

/// A record as it grows line by line. The first fault is kept; the lines after it are passed over up to the end.
private struct RecordBuilder {
  private var firstLine: Int?
  private var headers: [Header] = []
  private var shifts: [Double] = []
  private var intensities: [Float] = []
  private var fault: String?

  var hasPoints: Bool { !shifts.isEmpty || fault != nil }

  mutating func fail(_ reason: String, at line: Int) {
    firstLine = firstLine ?? line
    fault = fault ?? reason
  }

  mutating func addHeader(_ header: Header, at line: Int) {
    firstLine = firstLine ?? line
    headers.append(header)
  }

  mutating func addPoint(_ text: String, at line: Int) {
    firstLine = firstLine ?? line
    guard fault == nil else { return }
    let fields = text.split { $0 == "," || $0.isWhitespace }
    guard fields.count == 2, let shift = Double(fields[0]), let intensity = Float(fields[1]), shift.isFinite,
      intensity.isFinite
    else { return fail("line \(line): found `\(text.prefix(30))`, expected a shift and an intensity", at: line) }
    guard shifts.count < RamanSpectrum.maximumPoints else {
      return fail("line \(line): more than \(RamanSpectrum.maximumPoints) points", at: line)
    }
    shifts.append(shift)
    intensities.append(intensity)
  }

  private func value(_ keys: String...) -> String {
    headers.first { keys.contains($0.key) && !$0.value.isEmpty }?.value ?? ""
  }

  /// - Returns: `nil` if there were no lines.
  func finish() -> SampleRecord? {
    guard let firstLine else { return nil }
    func record(_ content: SampleRecord.Content) -> SampleRecord {
      let own = ["NAMES", "TITLE", "SMILES", "SIMULATED"]
      return SampleRecord(
        line: firstLine, content, name: value("NAMES", "TITLE"), isSimulated: !value("SIMULATED").isEmpty,
        fields: headers.filter { !own.contains($0.key) }.map { ($0.key, $0.value) })
    }
    if let fault { return record(.fault(fault)) }
    let smiles = value("SMILES")
    do {
      let spectrum = try RamanSpectrum(shifts: shifts, intensities: intensities)
      return record(.sample(spectrum, smiles.isEmpty ? nil : .smiles(smiles)))
    } catch {
      return record(.fault("\(error)"))
    }
  }
}
