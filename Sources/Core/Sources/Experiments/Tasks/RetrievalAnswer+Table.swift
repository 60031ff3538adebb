public import Foundation

extension RetrievalTask.Answer {
  /// Writes the ranked molecules: as a table if the file's name ends in `.csv`, as JSON if it ends in `.json`.
  /// - Throws: ``DataError/unknownTable(path:)``, `FileError`.
  public func write(to file: URL) throws {
    switch file.pathExtension.lowercased() {
    case "csv": try AtomicFileWriter.write(table, to: file)
    case "json": try AtomicFileWriter.write(json(self), to: file)
    default: throw DataError.unknownTable(path: file.relativePath)
    }
  }

  /// A line for each hit under a header; the molecules' own columns come last.
  private var table: String {
    let names = Set(hits.flatMap(\.columns.keys)).sorted()
    let header = csvLine(["query", "queryName", "rank", "score", "smiles", "formula", "exactMass"] + names)
    return hits.reduce(into: header) { text, hit in
      text += csvLine(
        ["\(hit.query)", hit.queryName, "\(hit.rank)", "\(hit.score)", hit.smiles, hit.formula, "\(hit.exactMass)"]
          + names.map { hit.columns[$0] ?? "" })
    }
  }
}
