extension Chart {
  /// Top-k accuracy by the size of the pool, for all pairs of all runs.
  static func retrieval(_ runs: [ReportedRun]) -> Chart {
    struct Point: Encodable {
      let series: String
      let direction: String
      let k: Int
      let pool: Int
      let share: Double
      let lower: Double
      let upper: Double
      let text: String
    }
    var points: [Point] = []
    var rows: [[String]] = []
    // One line of chance serves all series: it depends on the size of the pool alone.
    var chance: Set<String> = []
    for run in runs {
      for result in run.retrieval.results {
        let series = runs.count > 1 ? "\(result.modality), \(run.name)" : result.modality
        let direction = result.direction == "modality-to-graph" ? "finding the molecule" : "finding the sample"
        for pool in result.pools {
          for top in pool.topK {
            let (value, lower, upper) = (top.accuracy.value, top.accuracy.lower, top.accuracy.upper)
            let interval = "\(percent(lower)) – \(percent(upper))"
            points.append(
              Point(
                series: series, direction: direction, k: top.k, pool: pool.poolSize, share: value, lower: lower,
                upper: upper,
                text: "\(series), \(direction) in \(pool.poolSize): top-\(top.k) \(percent(value)) % (\(interval))"))
            rows.append([
              series, direction, "\(pool.poolSize)", "\(top.k)", percent(value), interval, percent(top.random),
            ])
            guard chance.insert("\(direction) \(top.k) \(pool.poolSize)").inserted else { continue }
            points.append(
              Point(
                series: "random", direction: direction, k: top.k, pool: pool.poolSize, share: top.random,
                lower: top.random, upper: top.random,
                text: "random in \(pool.poolSize): top-\(top.k) \(percent(top.random)) %"))
          }
        }
      }
    }
    let ks = Array(Set(points.map(\.k))).sorted()
    let series = points.map(\.series).filter { $0 != "random" }.reduce(into: [String]()) { names, name in
      if !names.contains(name) { names.append(name) }
    }
    let range = series.indices.map { colors[$0 % colors.count] } + ["#80868f"]
    let directions = Array(Set(points.map(\.direction))).sorted()
    return Chart(
      alternative: "Line chart of top-k accuracy by the size of the pool on a logarithmic axis, for "
        + series.joined(separator: ", ") + ", beside chance",
      caption: """
        The share of queries of the test part whose target is among the first k, with 95 % bootstrap intervals over the queries; \
        the dashed line is what drawing lots would reach.
        """,
      table: .table(
        ["pair", "task", "pool", "k", "top-k %", "95 % interval", "random %"], rows,
        caption: "Top-k accuracy by the size of the pool", numeric: [2, 3, 4, 6]),
      specification: """
        "signals": [
          {"name": "k", "value": \(ks.contains(10) ? 10 : ks.first ?? 1), "bind": {"input": "select", "name": "k ", "options": \(json(ks))}},
          {"name": "task", "value": \(json(directions.first ?? "")), "bind": {"input": "select", "name": "task ", "options": \(json(directions))}}
        ],
        "data": [
          {"name": "all", "values": \(json(points))},
          {"name": "points", "source": "all", "transform": [{"type": "filter", "expr": "datum.k === k && datum.direction === task"}]}
        ],
        "scales": [
          {"name": "x", "type": "log", "range": "width", "domain": {"data": "all", "field": "pool"}},
          {"name": "y", "type": "linear", "range": "height", "domain": [0, 1]},
          {"name": "color", "type": "ordinal", "range": \(json(range)), "domain": \(json(series + ["random"]))}
        ],
        "axes": [
          {"orient": "bottom", "scale": "x", "title": "molecules in the pool", "format": "~s", "tickCount": 6},
          {"orient": "left", "scale": "y", "title": {"signal": "'top-' + k + ' accuracy'"}, "grid": true, "format": "%", "tickCount": 6}
        ],
        "legends": [{"stroke": "color", "symbolType": "stroke", "symbolStrokeWidth": 3, "direction": "vertical"}],
        "marks": [
          {"type": "group",
           "from": {"facet": {"name": "series", "data": "points", "groupby": "series"}},
           "marks": [
            {"type": "line", "from": {"data": "series"}, "sort": {"field": "datum.pool"}, "encode": {"update": {
              "x": {"scale": "x", "field": "pool"}, "y": {"scale": "y", "field": "share"},
              "stroke": {"scale": "color", "field": "series"}, "strokeWidth": {"value": 2.5},
              "strokeDash": {"signal": "datum.series === 'random' ? [5, 4] : [1, 0]"}}}},
            {"type": "rule", "from": {"data": "series"}, "encode": {"update": {
              "x": {"scale": "x", "field": "pool"}, "y": {"scale": "y", "field": "lower"},
              "y2": {"scale": "y", "field": "upper"}, "stroke": {"scale": "color", "field": "series"},
              "strokeWidth": {"value": 1.5}}}},
            {"type": "symbol", "from": {"data": "series"}, "encode": {"update": {
              "x": {"scale": "x", "field": "pool"}, "y": {"scale": "y", "field": "share"},
              "fill": {"scale": "color", "field": "series"}, "size": {"value": 60}, "tooltip": {"field": "text"}}}}
           ]}
        ]
        """)
  }

  /// A share in per cent.
  static func percent(_ share: Double) -> String { (share * 100).decimals(1) }
}
