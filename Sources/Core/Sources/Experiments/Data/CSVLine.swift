public import Foundation

/// One line of comma-separated values as RFC 4180 has it, its end (`\n`) included.
func csvLine(_ fields: [String]) -> String {
  fields.map { field in
    let needsQuotes = field.utf8.contains { [0x22, 0x2c, 0x0a, 0x0d].contains($0) } || field != field.trimmingBlanks()
    return needsQuotes ? "\"" + field.replacingOccurrences(of: "\"", with: "\"\"") + "\"" : field
  }.joined(separator: ",") + "\n"
}

extension [RejectedRow] {
  /// Writes a report of rejected rows as CSV with the columns `file`, `line`, `column`, `text` and `reason`.
  public func write(to file: URL) throws {
    let writer = try AtomicFileWriter(file)
    try writer.write(csvLine(["file", "line", "column", "text", "reason"]))
    for row in self { try writer.write(csvLine([row.file, "\(row.line)", row.column ?? "", row.text, row.reason])) }
    try writer.commit()
  }
}
