public import Foundation

extension Explanation {
  /// Writes the tables and drawings into a folder, which is made if it isn't there.
  ///
  /// | file | what |
  /// |---|---|
  /// | `explanation.json` | all of it |
  /// | `components.csv` | each molecule with its coordinates and properties |
  /// | `correlations.csv` | each direction with each property |
  /// | `neighbours.csv` | the molecules nearest to those that were asked for |
  /// | `attribution.csv`, `attribution-N.svg` | what each atom adds, also drawn |
  ///
  /// - Returns: the names of the files.
  public func write(to folder: URL) throws -> [String] {
    try createFolder(folder)
    var files: [(name: String, text: String)] = [
      ("explanation.json", try json(self)),
      ("components.csv", componentTable), ("correlations.csv", correlationTable),
    ]
    if !neighbourhoods.isEmpty { files.append(("neighbours.csv", neighbourTable)) }
    for file in files { try AtomicFileWriter.write(file.text, to: folder.appending(path: file.name)) }
    return files.map(\.name) + (attributions.isEmpty ? [] : try Attribution.write(attributions, to: folder))
  }

  private var componentTable: String {
    let count = points.first?.coordinates.count ?? 0
    return csvLine(["smiles"] + (0..<count).map { "component\($0 + 1)" } + properties.map(\.rawValue))
      + points.map { csvLine([$0.smiles] + ($0.coordinates + $0.properties).map { "\($0)" }) }.joined()
  }

  private var correlationTable: String {
    let cells = { (estimate: Retrieval.Estimate?) in
      estimate.map { ["\($0.value)", "\($0.lower)", "\($0.upper)"] } ?? ["", "", ""]
    }
    return csvLine([
      "encoder", "direction", "property", "pearson", "pearsonLower", "pearsonUpper", "spearman", "spearmanLower",
      "spearmanUpper", "molecules",
    ])
      + correlations.map { row in
        csvLine(
          [row.encoder.rawValue, row.component.map { "component\($0)" } ?? "linear", row.property.rawValue]
            + cells(row.pearson) + cells(row.spearman) + ["\(molecules)"])
      }.joined()
  }

  private var neighbourTable: String {
    csvLine(["query", "rank", "smiles", "similarity", "tanimoto"])
      + neighbourhoods.flatMap { hood in
        hood.neighbours.enumerated().map { rank, found in
          csvLine([hood.smiles, "\(rank + 1)", found.smiles, "\(found.similarity)", "\(found.tanimoto)"])
        }
      }.joined()
  }
}
