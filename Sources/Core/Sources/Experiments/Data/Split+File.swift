public import Foundation

extension Split {
  static let columns = ["row", "file", "line", "identity", "smiles", "group", "part"]

  /// Writes the split as CSV with the columns `row`, `file`, `line`, `identity`, `smiles`, `group` and `part`.
  public func write(to file: URL) throws {
    let writer = try AtomicFileWriter(file)
    try writer.write(csvLine(Self.columns))
    for entry in entries {
      try writer.write(
        csvLine([
          "\(entry.row)", entry.file, "\(entry.line)", entry.identity, entry.smiles, entry.group ?? "",
          entry.part.rawValue,
        ]))
    }
    try writer.commit()
  }

  /// Reads a given split: a CSV or TSV file with the column `part` and `row`, `identity` or both.
  ///
  /// With `row`, counted from 0, each line speaks of one row of the dataset, and an `identity` beside it must be that
  /// row's; without, each line speaks of all rows of its identity (unless a column says otherwise, canonical SMILES as
  /// ACML writes it).
  /// - Throws: ``DataError`` if the file leaves a valid row out, names an unknown one, or puts one identity in two parts.
  public init(reading file: URL, for dataset: Dataset) throws {
    let stream = try RecordStream(opening: file)
    let partColumn = try stream.index(of: "part")
    let rowColumn = stream.columns.firstIndex(of: "row")
    let identityColumn = rowColumn == nil ? try stream.index(of: "identity") : stream.columns.firstIndex(of: "identity")
    let groupColumn = stream.columns.firstIndex(of: "group")

    var rowsOf: [String: [Int]] = [:]
    for row in dataset.validRows { rowsOf[dataset.rows[row].identity ?? "", default: []].append(row) }
    var found: [Int: (part: Part, group: String?, line: Int)] = [:]

    while let record = try stream.next() {
      func mismatch(_ reason: String) -> DataError {
        .splitMismatch(path: stream.path, line: record.line, reason: reason)
      }
      if let fault = record.fault { throw mismatch(fault) }
      guard let part = Part(spelling: record.values[partColumn]) else {
        throw DataError.unknownPart(path: stream.path, line: record.line, value: record.values[partColumn])
      }
      let identity = identityColumn.map { record.values[$0] }
      var rows = identity.map { rowsOf[$0] ?? [] } ?? []
      if let rowColumn {
        guard let row = Int(record.values[rowColumn]), dataset.rows.indices.contains(row) else {
          throw mismatch(
            "there is no row \(record.values[rowColumn]) in \(dataset.name), which has \(dataset.rows.count)")
        }
        if let identity, dataset.rows[row].identity != identity {
          throw mismatch(
            "row \(row) is \(identity) here and \(dataset.rows[row].identity ?? "rejected") in \(dataset.rows[row].place); "
              + "the data are not those of the split")
        }
        rows = [row]
      }
      if rows.isEmpty { throw mismatch("\(identity ?? "") is not in \(dataset.name)") }
      let group = groupColumn.map { record.values[$0] }.flatMap { $0.isEmpty ? nil : $0 }
      for row in rows {
        if let first = found[row], first.part != part {
          throw DataError.overlap(
            identity: dataset.rows[row].identity ?? "", first: first.part, firstPlace: "\(stream.path):\(first.line)",
            second: part, secondPlace: "\(stream.path):\(record.line)")
        }
        found[row] = (part, group, record.line)
      }
    }

    entries = try dataset.validRows.map { index in
      let row = dataset.rows[index]
      guard let place = found[index] else {
        throw DataError.splitMismatch(
          path: stream.path, line: nil,
          reason: "row \(index) (\(row.place), \(row.identity ?? "")) is in no part")
      }
      return Entry(
        row: index, file: row.file, line: row.line, identity: row.identity ?? "", smiles: row.smiles,
        group: place.group,
        part: place.part)
    }
    try checkOverlap()
  }
}
