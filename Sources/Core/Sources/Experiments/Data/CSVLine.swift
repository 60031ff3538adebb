public import Foundation

/// One line of comma-separated values as RFC 4180 has it, its end (`\n`) included.
func csvLine(_ fields: [String]) -> String {
  fields.map { field in
    let needsQuotes = field.utf8.contains { [0x22, 0x2c, 0x0a, 0x0d].contains($0) } || field != field.trimmingBlanks()
    return needsQuotes ? "\"" + field.replacingOccurrences(of: "\"", with: "\"\"") + "\"" : field
  }.joined(separator: ",") + "\n"
}

/// A report of rejected rows as CSV with the columns `file`, `line`, `column`, `text` and `reason`, written as they come.
final class RejectionList {
  private let writer: AtomicFileWriter

  init(_ file: URL) throws {
    writer = try AtomicFileWriter(file)
    try writer.write(csvLine(["file", "line", "column", "text", "reason"]))
  }

  func append(_ row: RejectedRow) throws {
    try writer.write(csvLine([row.file, "\(row.line)", row.column ?? "", row.text, row.reason]))
  }

  /// Puts the file in its place.
  func commit() throws { try writer.commit() }
}

extension [RejectedRow] {
  /// Writes a report of rejected rows as CSV with the columns `file`, `line`, `column`, `text` and `reason`.
  public func write(to file: URL) throws {
    let list = try RejectionList(file)
    for row in self { try list.append(row) }
    try list.commit()
  }
}
