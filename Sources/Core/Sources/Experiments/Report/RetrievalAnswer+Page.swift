internal import Chemistry
public import Foundation

extension RetrievalTask.Answer {
  /// Writes a page that needs no network: for each query its drawing, and the ranked molecules with their structures.
  public func writePage(to file: URL) throws {
    let count = "\(poolMolecules) molecules searched"
    var page = HTMLPage(
      title: "Molecules found by \(modality)", lead: "\(count); the run is \(run). Higher scores are better matches.")
    for (query, hits) in Dictionary(grouping: hits, by: \.query).sorted(by: { $0.key < $1.key }) {
      let name = hits.first?.queryName ?? ""
      var content: [HTML] = []
      if let drawing = drawings[query] {
        content.append(.figure(svg: drawing, kind: "drawing", alternative: "the sample of \(name)"))
      }
      let names = Set(hits.flatMap(\.columns.keys)).sorted()
      content.append(
        .table(
          ["rank", "structure", "score", "formula", "exact mass", "SMILES"] + names,
          hits.map { hit in
            let cells: [HTML] = [
              HTML(text: "\(hit.rank)"), .structure(hit.smiles), HTML(text: String(format: "%.4f", hit.score)),
              HTML(text: hit.formula), HTML(text: String(format: "%.4f", hit.exactMass)),
              "<code>\(hit.smiles)</code>",
            ]
            return cells + names.map { HTML(text: hit.columns[$0] ?? "") }
          }, caption: "The best molecules for \(name)", numeric: [0, 2, 4]))
      page.add(name.isEmpty ? "Query \(query)" : name, content)
    }
    if hits.isEmpty { page.add("Nothing found", ["<p>No molecule of the pool passes the filter.</p>"]) }
    try page.write(to: file)
  }
}

extension HTML {
  /// A molecule's structure; its SMILES where it can't be drawn.
  static func structure(_ smiles: String, caption: HTML? = nil) -> HTML {
    guard let svg = try? Molecule(smiles: smiles).svgElement() else { return "<code>\(smiles)</code>" }
    return .figure(svg: svg, alternative: "structure of \(smiles)", caption: caption)
  }
}
