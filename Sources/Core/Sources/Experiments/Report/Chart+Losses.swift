extension Chart {
  /// The loss of each epoch; `nil` where no run has one.
  static func losses(_ runs: [ReportedRun]) -> Chart? {
    struct Point: Encodable {
      let run: String
      let kind: String
      let epoch: Double
      let loss: Double
      let text: String
    }
    let kinds = [("trainLoss", "training"), ("validationLoss", "validation")]
    var points: [Point] = []
    for run in runs {
      for (column, kind) in kinds {
        for (epoch, loss) in zip(run.metrics["epoch"] ?? [], run.metrics[column] ?? [])
        where epoch.isFinite && loss.isFinite {
          let text = "\(run.name), epoch \(epoch.formatted(digits: 6)): \(kind) loss \(loss.formatted(digits: 3))"
          points.append(Point(run: run.name, kind: kind, epoch: epoch, loss: loss, text: text))
        }
      }
    }
    guard !points.isEmpty else { return nil }
    let rows = points.map { [$0.run, $0.kind, $0.epoch.formatted(digits: 6), $0.loss.formatted(digits: 4)] }
    return Chart(
      alternative: "Line chart of the loss by epoch, in training and in validation, for "
        + runs.map(\.name).joined(separator: ", "),
      caption: "The loss by epoch. Losses of validation are taken without dropout, over batches of the same size.",
      table: .table(["run", "part", "epoch", "loss"], rows, caption: "The loss by epoch", numeric: [2, 3]),
      specification: """
        "data": [{"name": "points", "values": \(json(points))}],
        "scales": [
          {"name": "x", "type": "linear", "range": "width", "zero": false, "nice": true, "domain": {"data": "points", "field": "epoch"}},
          {"name": "y", "type": "linear", "range": "height", "zero": true, "nice": true, "domain": {"data": "points", "field": "loss"}},
          {"name": "color", "type": "ordinal", "range": \(json(colors)), "domain": {"data": "points", "field": "run"}},
          {"name": "dash", "type": "ordinal", "range": [[1, 0], [5, 4]], "domain": ["training", "validation"]}
        ],
        "axes": [
          {"orient": "bottom", "scale": "x", "title": "epoch", "tickMinStep": 1, "format": "d"},
          {"orient": "left", "scale": "y", "title": "loss", "grid": true, "tickCount": 6}
        ],
        "legends": [
          {"stroke": "color", "symbolType": "stroke", "symbolStrokeWidth": 3, "direction": "vertical"},
          {"strokeDash": "dash", "symbolType": "stroke", "symbolSize": 400, "symbolStrokeColor": "currentColor", "direction": "horizontal"}
        ],
        "marks": [
          {"type": "group",
           "from": {"facet": {"name": "series", "data": "points", "groupby": ["run", "kind"]}},
           "marks": [
            {"type": "line", "from": {"data": "series"}, "encode": {"enter": {
              "x": {"scale": "x", "field": "epoch"}, "y": {"scale": "y", "field": "loss"},
              "stroke": {"scale": "color", "field": "run"}, "strokeDash": {"scale": "dash", "field": "kind"},
              "strokeWidth": {"value": 2}}, "update": {
              "x": {"scale": "x", "field": "epoch"}, "y": {"scale": "y", "field": "loss"}}}},
            {"type": "symbol", "from": {"data": "series"}, "encode": {"enter": {
              "fill": {"scale": "color", "field": "run"}, "size": {"value": 30},
              "tooltip": {"field": "text"}}, "update": {
              "x": {"scale": "x", "field": "epoch"}, "y": {"scale": "y", "field": "loss"}}}}
           ]}
        ]
        """)
  }
}
