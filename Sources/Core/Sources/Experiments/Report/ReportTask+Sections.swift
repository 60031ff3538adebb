internal import Chemistry

extension ReportTask {
  /// A line a run.
  static func overview(_ runs: [ReportedRun]) -> HTML {
    let rows = runs.flatMap { run in
      run.retrieval.results.filter { $0.direction == "modality-to-graph" }.map { result -> [String] in
        let largest = result.pools.last
        let top = { (k: Int) in
          largest?.topK.first { $0.k == k }.map { Chart.percent($0.accuracy.value) } ?? "–"
        }
        let epochs = run.summary.map { summary in
          summary.bestEpoch.map { "\($0) of \(summary.epochs)" } ?? "\(summary.epochs)"
        }
        return [
          run.name, run.run.configuration.graph.encoder, result.modality, epochs ?? "–", "\(largest?.queries ?? 0)",
          "\(largest?.poolSize ?? 0)", top(1), top(10),
        ]
      }
    }
    return .table(
      ["run", "graph network", "modality", "epochs", "test queries", "pool", "top-1 %", "top-10 %"], rows,
      caption: "Each pair, its molecules found in the largest pool of this report", numeric: [4, 5, 6, 7])
  }

  /// How well isomers are told apart, and the pairs that are hardest to.
  static func isomers(_ run: ReportedRun, isAlone: Bool) -> [HTML] {
    guard let report = run.isomers else { return ["<p>\(run.name): no molecules of the test part are isomers.</p>"] }
    return report.results.flatMap { result -> [HTML] in
      let name = isAlone ? result.modality : "\(result.modality), \(run.name)"
      return [IsomerTask.Report.table(result.figures, modality: name)]
        + (result.pairs.isEmpty
          ? []
          : [
            .details(
              "The pairs of \(name) that are hardest to tell apart",
              HTML(result.pairs.map { IsomerTask.Report.pair($0, result.drawings) }))
          ])
    }
  }

  /// Molecules and what lies next to them.
  static func neighbours(_ explanation: Explanation) -> [HTML] {
    guard !explanation.neighbourhoods.isEmpty else { return [] }
    func figure(_ smiles: String, _ line: HTML) -> HTML {
      .structure(smiles, caption: "\(line)<br><span class=\"smiles\">\(smiles)</span>")
    }
    return ["<h3>Nearest neighbours</h3>", note]
      + explanation.neighbourhoods.map { hood in
        .gallery(
          [figure(hood.smiles, "<strong>asked for</strong>")]
            + hood.neighbours.map { found in
              figure(
                found.smiles, "cosine \(found.similarity.decimals(2)), Tanimoto \(found.tanimoto.decimals(2))")
            })
      }
  }

  private static var note: HTML {
    """
    <p>Molecules of the test part that lie nearest to some of them, by the cosine of graph embeddings; beside it the Tanimoto \
    similarity of Morgan fingerprints says how much of their structure they share.</p>
    """
  }

  /// Molecules whose atoms were weighed.
  static func attributions(_ explanation: Explanation) throws -> [HTML] {
    guard !explanation.attributions.isEmpty else { return [] }
    return [
      "<h3>Which atoms a molecule is found by</h3>",
      """
      <p>Orange atoms raise the similarity of the molecule with its sample, blue ones lower it: the score less the mean score \
      with other atoms in their place (Zintgraf et al., 2017). Colours are scaled within each molecule.</p>
      """,
      .gallery(
        try explanation.attributions.map { found -> HTML in
          let order = found.contributions.indices.sorted { found.contributions[$0] > found.contributions[$1] }
          let text = order.prefix(3).map { "atom \($0 + 1) by \(found.contributions[$0].formatted(digits: 2))" }
          return .figure(
            svg: try found.drawing(),
            alternative: "\(found.smiles); the atoms that raise the score most: \(text.joined(separator: ", "))",
            caption: """
              \(found.target), score \(found.score.decimals(2))<br><span class="smiles">\(found.smiles)</span>
              """)
        }),
    ]
  }

  /// How the run came to be.
  static func configuration(_ run: ReportedRun) -> [HTML] {
    let record = run.record
    var rows = [
      ["folder", run.run.url.relativePath], ["ACML", record.version], ["seed", "\(record.seed)"],
      ["threads", "\(record.threads)"], ["plugins", record.plugins.joined(separator: ", ")],
      ["begun", record.started], ["ended", record.ended ?? "–"],
    ]
    for file in record.data {
      rows.append(["data", "\(file.path): \(file.rows) rows, \(file.rejected) rejected, SHA-256 \(file.digest)"])
    }
    for (part, count) in (run.summary?.parts ?? [:]).sorted(by: { $0.key < $1.key }) {
      rows.append(["\(part) part", "\(count) rows"])
    }
    return [
      .table(["what", "value"], rows, caption: run.name),
      .details("config.yaml of \(run.name)", "<pre tabindex=\"0\">\(run.configuration)</pre>"),
    ]
  }
}
