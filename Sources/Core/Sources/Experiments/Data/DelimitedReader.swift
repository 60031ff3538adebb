internal import Files

/// Reads tables of delimited fields.
struct DelimitedReader: RecordReader {
  private var table: DelimitedTable

  init(_ source: ByteSource, delimiter: UInt8) throws {
    table = try DelimitedTable(source, delimiter: delimiter)
  }

  var columns: [String] { table.columns }

  mutating func next() throws -> SourceRecord? {
    try table.next().map { SourceRecord(line: $0.line, values: $0.values, fault: $0.fault) }
  }
}
