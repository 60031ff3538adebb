internal import ACML
internal import Files
internal import Foundation

/// Reads a table of traces: `name,smiles,` and the places of the axis in the first line, then a line for each molecule.
/// Fields have no quotes and no commas inside; lines that begin with `#` are comments.
final class __Name__Reader: SampleReader {
  private var lines: LineReader
  private let first: Double
  private let step: Double
  private let count: Int

  /// - Throws: ``__Name__Error``, or what the file system says.
  init(_ file: URL) throws {
    var lines = LineReader(try ByteSource(path: file.path))
    let header = try Self.nextFields(&lines) ?? []
    func fail(_ reason: String) -> __Name__Error { .header(file: file.path, line: max(1, lines.number), reason) }
    guard header.count >= 4, header[0] == "name", header[1] == "smiles" else {
      throw fail("found \(header.count) columns, \"\(header.joined(separator: ",").prefix(60))\"")
    }
    let axis = header.dropFirst(2).map { Double($0) ?? .nan }
    guard axis.allSatisfy(\.isFinite) else { throw fail("a place of the axis is no number") }
    let (first, step) = (axis[0], (axis[axis.count - 1] - axis[0]) / Double(axis.count - 1))
    for (index, place) in axis.enumerated() where !(abs(place - first - step * Double(index)) <= 0.01 * step) {
      throw fail("the place \(place) is not where even spacing by \(step) puts it")
    }
    (self.lines, self.first, self.step, count) = (lines, first, step, axis.count)
  }

  func next() throws -> SampleRecord? {
    guard let fields = try Self.nextFields(&lines) else { return nil }
    func record(_ content: SampleRecord.Content) -> SampleRecord {
      SampleRecord(line: lines.number, content, name: fields[0])
    }
    guard fields.count == count + 2 else {
      return record(.fault("\(fields.count) columns, expected \(count + 2)"))
    }
    var intensities: [Float] = []
    for (index, field) in fields.dropFirst(2).enumerated() {
      guard let value = Float(field), value.isFinite else {
        return record(.fault("column \(index + 3): `\(field.prefix(30))` is no number"))
      }
      intensities.append(value)
    }
    let trace = try __Name__Trace(first: first, step: step, intensities: intensities)
    return record(.sample(trace, fields[1].isEmpty ? nil : .smiles(fields[1])))
  }

  /// The fields of the next line that is no comment and not empty.
  private static func nextFields(_ lines: inout LineReader) throws -> [String]? {
    while let line = try lines.next() {
      if line.isEmpty || line[0] == UInt8(ascii: "#") { continue }
      return line.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
        .map { String(decoding: $0, as: UTF8.self).trimmingCharacters(in: .whitespaces) }
    }
    return nil
  }
}
