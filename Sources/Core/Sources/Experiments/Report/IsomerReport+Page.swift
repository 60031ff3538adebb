public import Foundation

extension IsomerTask.Report {
  /// Writes a page that needs no network: the figures, and the listed pairs with their structures and spectra.
  public func writePage(to file: URL) throws {
    var page = HTMLPage(
      title: "Isomers told apart",
      lead: "Samples of the \(part) set matched with molecules of their own formula (\(kind)); the run is \(run).")
    for result in results {
      page.add(result.modality, [Self.table(result.figures, modality: result.modality)])
      guard !result.pairs.isEmpty else { continue }
      page.add(
        kind == "picked" ? "\(result.modality): pairs" : "\(result.modality): hardest pairs",
        result.pairs.map { Self.pair($0, result.drawings) })
    }
    try page.write(to: file)
  }

  /// Two isomers side by side.
  static func pair(_ pair: IsomerPair, _ drawings: [String: String]) -> HTML {
    """
    <h3>\(pair.formula)</h3>
    <div class="pair">\([pair.first, pair.second].map { column($0, drawings[$0.smiles]) })</div>
    """
  }

  private static func column(_ member: IsomerPair.Member, _ drawing: String?) -> HTML {
    let scores =
      "own molecule \(String(format: "%.4f", member.ownScore)), other \(String(format: "%.4f", member.otherScore))"
    return """
      <div>\(HTML.structure(member.smiles))
      \(drawing.map { HTML.figure(svg: $0, kind: "drawing", alternative: "the sample of \(member.smiles)") } ?? "")
      <p><code>\(member.smiles)</code></p>
      <p>\(member.isMatched ? "Told apart" : "Not told apart"): its sample scores \(scores).</p></div>
      """
  }

  static func table(_ figures: IsomerFigures, modality: String) -> HTML {
    func percent(_ value: Double) -> String { String(format: "%.1f", value * 100) }
    func row(_ name: String, _ count: Int, _ estimate: Retrieval.Estimate, _ random: Double) -> [String] {
      [
        name, "\(count)", percent(estimate.value), "\(percent(estimate.lower)) – \(percent(estimate.upper))",
        percent(random),
      ]
    }
    let rows =
      [
        row("pairwise, over pairs", 2 * figures.pairs, figures.pairwiseAccuracy, figures.pairwiseRandom),
        row("pairwise, over samples", figures.all.samples, figures.meanOverSamples, figures.pairwiseRandom),
        row("best of its group", figures.all.samples, figures.all.accuracy, figures.all.random),
      ]
      + figures.bySize.map { row("groups of \($0.groupSize ?? 0)", $0.samples, $0.accuracy, $0.random) }
    return .table(
      ["", "count", "right %", "95 % interval", "random %"], rows,
      caption: "\(modality): \(figures.pairs) pairs of \(figures.formulas) formulas", numeric: [1, 2, 4])
  }
}
