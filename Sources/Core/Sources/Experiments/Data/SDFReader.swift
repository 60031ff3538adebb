internal import Files

/// Reads structure-data records.
///
/// The molblock's title is the column `name`, unless a tag has that name; each tag is a column from the record on in
/// which it first stands.
struct SDFReader: RecordReader {
  private(set) var columns = ["name"]
  private var placeOf = ["name": 0]
  private var records: StructureRecords

  init(_ source: ByteSource) { records = StructureRecords(source) }

  mutating func next() throws -> SourceRecord? {
    guard let structure = try records.next() else { return nil }
    var record = SourceRecord(
      line: structure.line, values: Array(repeating: "", count: columns.count), molBlock: structure.molBlock,
      fault: structure.fault)
    record.values[0] = structure.title
    for tag in structure.tags {
      if let place = placeOf[tag.name] {
        record.values[place] = tag.value
      } else {
        placeOf[tag.name] = columns.count
        columns.append(tag.name)
        record.values.append(tag.value)
      }
    }
    return record
  }
}
