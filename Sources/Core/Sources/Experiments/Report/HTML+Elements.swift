extension HTML {
  /// A table, in a frame of its own that scrolls where the page is narrow.
  /// - Parameters:
  ///   - caption: what the table shows.
  ///   - numeric: columns of numbers, which stand to the right.
  public static func table(_ header: [String], _ rows: [[HTML]], caption: String, numeric: Set<Int> = []) -> HTML {
    func cell(_ tag: String, _ column: Int, _ content: HTML, scope: String = "") -> HTML {
      .unescaped("<\(tag)\(numeric.contains(column) ? " class=\"number\"" : "")\(scope)>\(content.markup)</\(tag)>")
    }
    let head = header.enumerated().map { cell("th", $0, HTML(text: $1), scope: " scope=\"col\"") }
    let body: [HTML] = rows.map { row in "<tr>\(row.enumerated().map { cell("td", $0, $1) })</tr>" }
    return """
      <div class="scroll" role="region" tabindex="0" aria-label="\(caption)"><table>
      <caption>\(caption)</caption>
      <thead><tr>\(head)</tr></thead>
      <tbody>\(body)</tbody>
      </table></div>
      """
  }

  /// As above, with cells of text.
  public static func table(_ header: [String], _ rows: [[String]], caption: String, numeric: Set<Int> = []) -> HTML {
    table(header, rows.map { $0.map { HTML(text: $0) } }, caption: caption, numeric: numeric)
  }

  /// A drawing that the program has made, as a picture with a text that stands for it.
  /// - Parameters:
  ///   - svg: an `svg` element, such as ``Molecule/svgElement(width:height:highlights:)`` gives.
  ///   - kind: `structure` for a molecule, whose colours turn with the page's; `drawing` for what draws in
  ///     `currentColor`.
  ///   - alternative: what the drawing shows, for who can't see it.
  ///   - caption: what stands below.
  public static func figure(
    svg: String, kind: String = "structure", alternative: String, caption: HTML? = nil
  ) -> HTML {
    """
    <figure class="\(kind)"><div role="img" aria-label="\(alternative)">\(.unescaped(svg))</div>\
    \(caption.map { "<figcaption>\($0)</figcaption>" as HTML } ?? "")</figure>
    """
  }

  /// Figures side by side, as many as the page is wide for.
  public static func gallery(_ figures: [HTML]) -> HTML { "<div class=\"gallery\">\(figures)</div>" }

  /// What the reader may open.
  public static func details(_ summary: String, _ content: HTML) -> HTML {
    "<details><summary>\(summary)</summary>\n\(content)\n</details>"
  }
}
