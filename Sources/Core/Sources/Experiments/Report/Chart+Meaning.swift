extension Chart {
  /// Molecules along the first two components, coloured by a property that the reader chooses.
  /// - Parameters:
  ///   - points: those to draw.
  ///   - first: the position of the first point's drawing among the structures of the page.
  ///   - property: the one that is shown first.
  static func components(
    _ explanation: Explanation, points: [Explanation.Point], firstStructure first: Int, property: MolecularProperty
  ) -> Chart {
    struct Point: Encodable {
      let structure: Int
      let x: Double
      let y: Double
      let values: [Double]
      let lines: [String]
    }
    let shares = explanation.shares[Explanation.Row.Weights.trained.rawValue] ?? []
    let titles = explanation.properties.map(\.title)
    let drawn = points.enumerated().map { place, point in
      Point(
        structure: first + place, x: point.coordinates.first ?? 0, y: point.coordinates.dropFirst().first ?? 0,
        values: point.properties,
        lines: [point.smiles]
          + zip(titles, point.properties).map { "\($0): \($1.formatted(digits: 4))" })
    }
    func axis(_ component: Int) -> String {
      let share = shares.indices.contains(component) ? ", \(percent(shares[component])) % of variance" : ""
      return "component \(component + 1)\(share)"
    }
    return Chart(
      alternative: """
        Scatter chart of \(points.count) molecules along the first two principal components of their graph embeddings, \
        coloured by a property. The arrow keys walk from molecule to molecule.
        """,
      caption: """
        \(points.count) of \(explanation.molecules) molecules along the first two principal components of the trained graph \
        embeddings. Point at a molecule, or walk with the arrow keys, to see it.
        """,
      table: .table(
        ["molecule", "component 1", "component 2"] + titles,
        points.map { point in
          [point.smiles] + (point.coordinates.prefix(2) + point.properties).map { $0.formatted(digits: 4) }
        }, caption: "Molecules along the first two components", numeric: Set(1...2 + titles.count)),
      specification: """
        "signals": [
          {"name": "active", "value": -1},
          {"name": "property", "value": \(json(property.title)), "bind": {"input": "select", "name": "coloured by ", "options": \(json(titles))}},
          {"name": "place", "update": "indexof(\(quoted(titles)), property)"}
        ],
        "data": [{"name": "points", "values": \(json(drawn)), "transform": [
          {"type": "formula", "as": "shown", "expr": "datum.values[place]"}]}],
        "scales": [
          {"name": "x", "type": "linear", "range": "width", "nice": true, "zero": false, "domain": {"data": "points", "field": "x"}},
          {"name": "y", "type": "linear", "range": "height", "nice": true, "zero": false, "domain": {"data": "points", "field": "y"}},
          {"name": "color", "type": "linear", "range": ["#2b7bd0", "#9a8aa0", "#e0701c"], "interpolate": "rgb",
           "domain": {"signal": "[extent(pluck(data('points'), 'shown'))[0], (extent(pluck(data('points'), 'shown'))[0] + extent(pluck(data('points'), 'shown'))[1]) / 2, extent(pluck(data('points'), 'shown'))[1]]"}}
        ],
        "axes": [
          {"orient": "bottom", "scale": "x", "title": \(json(axis(0))), "grid": true, "tickCount": 5},
          {"orient": "left", "scale": "y", "title": \(json(axis(1))), "grid": true, "tickCount": 5}
        ],
        "legends": [{"fill": "color", "type": "gradient", "title": {"signal": "property"}, "direction": "horizontal", "gradientLength": {"signal": "min(260, width)"}}],
        "marks": [{"type": "symbol", "name": "molecules", "aria": false, "from": {"data": "points"}, "encode": {
          "update": {
            "x": {"scale": "x", "field": "x"}, "y": {"scale": "y", "field": "y"},
            "fill": {"scale": "color", "field": "shown"}, "fillOpacity": {"value": 0.85},
            "size": {"signal": "datum.structure === active ? 220 : 46"},
            "stroke": {"signal": "datum.structure === active ? 'currentColor' : null"}, "strokeWidth": {"value": 2},
            "zindex": {"signal": "datum.structure === active ? 1 : 0"},
            "tooltip": {"signal": "{structure: datum.structure, lines: [datum.lines[0], datum.lines[place + 1]]}"}},
          "hover": {"stroke": {"value": "currentColor"}, "size": {"value": 110}}}}]
        """,
      height: 420, hasPoints: true)
  }

  /// How well the best linear direction tells each property, trained beside untrained.
  static func correlations(_ explanation: Explanation) -> Chart {
    struct Bar: Encodable {
      let property: String
      let encoder: String
      let value: Double
      let lower: Double
      let upper: Double
      let text: String
    }
    let bars = explanation.properties.flatMap { property in
      Explanation.Row.Weights.allCases.compactMap { encoder -> Bar? in
        guard let found = explanation.row(encoder, component: nil, property)?.pearson else { return nil }
        return Bar(
          property: property.title, encoder: encoder.rawValue, value: found.value, lower: found.lower,
          upper: found.upper, text: "\(property.title), \(encoder.rawValue): \(interval(found))")
      }
    }
    let rows = explanation.properties.map { property in
      let cells = Explanation.Row.Weights.allCases.flatMap { encoder in
        let row = explanation.row(encoder, component: nil, property)
        return [row?.pearson.map(interval) ?? "–", row?.spearman.map(interval) ?? "–"]
      }
      let best = explanation.correlations
        .filter { $0.encoder == .trained && $0.component != nil && $0.property == property && $0.pearson != nil }
        .max { abs($0.pearson?.value ?? 0) < abs($1.pearson?.value ?? 0) }
      let component = best.flatMap { row in
        row.pearson.map { "\(row.component ?? 0): \($0.value.decimals(2))" }
      }
      return [property.title] + cells + [component ?? "–"]
    }
    return Chart(
      alternative: """
        Dot chart of the Pearson correlation between each property and the linear direction of the embedding that tells it \
        best, for the trained encoder and for one with fresh weights.
        """,
      caption: """
        Pearson correlation of each property with the linear direction that tells it best: fitted to \(explanation.fitted) \
        molecules of the training part, its penalty chosen on the validation part, and measured on \(explanation.molecules) \
        other molecules, with 95 % bootstrap intervals. Untrained: the same network with fresh weights.
        """,
      table: .table(
        [
          "property", "trained, Pearson", "trained, Spearman", "untrained, Pearson", "untrained, Spearman",
          "best component: Pearson",
        ], rows, caption: "Correlation of properties with directions of the embedding", numeric: []),
      specification: """
        "data": [{"name": "bars", "values": \(json(bars))}],
        "scales": [
          {"name": "y", "type": "band", "range": "height", "domain": \(json(explanation.properties.map(\.title))), "padding": 0.25},
          {"name": "x", "type": "linear", "range": "width", "nice": true, "domain": {"data": "bars", "fields": ["lower", "upper", {"signal": "[0, 1]"}]}},
          {"name": "color", "type": "ordinal", "range": ["\(colors[0])", "\(colors[1])"], "domain": ["trained", "untrained"]},
          {"name": "shape", "type": "ordinal", "range": ["circle", "diamond"], "domain": ["trained", "untrained"]},
          {"name": "shift", "type": "ordinal", "range": [0.3, 0.7], "domain": ["trained", "untrained"]}
        ],
        "axes": [
          {"orient": "bottom", "scale": "x", "title": "Pearson correlation", "grid": true, "tickCount": 5},
          {"orient": "left", "scale": "y", "ticks": false, "domain": false}
        ],
        "legends": [{"fill": "color", "shape": "shape", "direction": "horizontal"}],
        "marks": [
          {"type": "rule", "from": {"data": "bars"}, "encode": {"update": {
            "x": {"scale": "x", "field": "lower"}, "x2": {"scale": "x", "field": "upper"},
            "y": {"scale": "y", "field": "property", "offset": {"signal": "bandwidth('y') * scale('shift', datum.encoder)"}},
            "stroke": {"scale": "color", "field": "encoder"}, "strokeWidth": {"value": 2}}}},
          {"type": "symbol", "from": {"data": "bars"}, "encode": {"update": {
            "x": {"scale": "x", "field": "value"},
            "y": {"scale": "y", "field": "property", "offset": {"signal": "bandwidth('y') * scale('shift', datum.encoder)"}},
            "fill": {"scale": "color", "field": "encoder"}, "shape": {"scale": "shape", "field": "encoder"},
            "size": {"value": 90}, "tooltip": {"field": "text"}}}}
        ]
        """, height: 360)
  }

  /// A coefficient with its interval.
  static func interval(_ estimate: Retrieval.Estimate) -> String {
    let text = { (value: Double) in value.decimals(2) }
    return "\(text(estimate.value)) (\(text(estimate.lower)) – \(text(estimate.upper)))"
  }

  /// Texts as an array of an expression of Vega, in which JSON's notation is right too.
  private static func quoted(_ texts: [String]) -> String {
    let array = json(texts)
    return String(json(array).dropFirst().dropLast())
  }
}
