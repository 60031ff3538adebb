internal import Foundation

/// A chart: a Vega specification, and what stands for it where it can't be seen.
struct Chart {
  /// What the chart shows, in a sentence or two; it is read aloud in the place of the picture.
  let alternative: String
  /// What stands below, beside the numbers.
  let caption: HTML
  /// The numbers as a table that the reader may open.
  let table: HTML
  /// Keys of the specification beside those that all charts share: `data`, `scales`, `axes`, `marks`, `legends`, `signals`.
  let specification: String
  var height = 320
  /// Whether the arrow keys walk over the points of the data set `points`.
  var hasPoints = false

  /// Series are told apart on white and on black paper: each colour has a contrast of 3 to 1 with both.
  static let colors = ["#2f7fc1", "#c9621a", "#2e9163", "#b0559d", "#a6811b", "#7b6fd0", "#d04a4a", "#4a8f9c"]

  var html: HTML {
    let keys: HTML = hasPoints ? " tabindex=\"0\" data-points" : ""
    return """
      <figure class="chart">
      <div class="controls"></div>
      <div class="plot"\(keys)></div>
      <script type="application/json">\(.unescaped(Self.embedded(whole)))</script>
      <figcaption>\(caption)</figcaption>
      \(.details("The numbers of this chart", table))
      </figure>
      """
  }

  /// All parts that aren't data take the colour of the text, which turns with the page's.
  private var whole: String {
    """
    {
    "$schema": "https://vega.github.io/schema/vega/v5.json",
    "description": \(Self.json(alternative)),
    "width": 320, "height": \(height), "padding": 4,
    "autosize": {"type": "fit", "contains": "padding", "resize": true},
    "config": {
      "axis": {
        "labelColor": "currentColor", "titleColor": "currentColor", "tickColor": "currentColor",
        "domainColor": "currentColor", "gridColor": "currentColor", "gridOpacity": 0.16,
        "labelFont": "sans-serif", "titleFont": "sans-serif", "labelFontSize": 12, "titleFontSize": 13,
        "titleFontWeight": "normal", "titlePadding": 8, "labelLimit": 170
      },
      "legend": {
        "labelColor": "currentColor", "titleColor": "currentColor", "labelFont": "sans-serif",
        "titleFont": "sans-serif", "labelFontSize": 12, "titleFontSize": 12, "titleFontWeight": "normal",
        "labelLimit": 300, "titleLimit": 300, "orient": "top"
      }
    },
    \(specification)
    }
    """
  }

  /// A value as JSON on one line.
  static func json(_ value: some Encodable) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "Infinity", negativeInfinity: "-Infinity", nan: "NaN")
    // Numbers and texts can always be written.
    return (try? encoder.encode(value)).map { String(decoding: $0, as: UTF8.self) } ?? "null"
  }

  /// JSON that can't end the element that it stands in.
  static func embedded(_ json: String) -> String { json.replacingOccurrences(of: "<", with: "\\u003c") }
}

extension HTMLPage {
  /// Adds the programs and drawings that charts need; once, after the last chart.
  /// - Parameter structures: drawings that points of charts name by their position.
  mutating func addCharts(_ library: VegaLibrary, structures: [String]) {
    add(data: Chart.embedded(Chart.json(structures)), id: "structures")
    add(script: library.script)
    add(script: Chart.script)
  }
}
