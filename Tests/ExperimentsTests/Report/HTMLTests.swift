import Experiments
import Foundation
import Testing

struct HTMLTests {
  @Test(arguments: [
    ("C<C>", "C&lt;C&gt;"), ("a & b", "a &amp; b"), ("\"quoted\" 'too'", "&quot;quoted&quot; &#39;too&#39;"),
    ("bell\u{7}", "bell\u{fffd}"), ("line\nend", "line\nend"), ("µ – ü", "µ – ü"), ("", ""),
  ])
  func escapesText(_ text: String, _ expected: String) {
    #expect(HTML(text: text).markup == expected)
    #expect(("<p title=\"\(text)\">" as HTML).markup == "<p title=\"\(expected)\">")
  }

  @Test func piecesAreMarkup() {
    let cell: HTML = "<b>\("<i>")</b>"
    #expect(("<p>\(cell)\(3)</p>" as HTML).markup == "<p><b>&lt;i&gt;</b>3</p>")
    #expect(("\([cell, "x"])" as HTML).markup == "<b>&lt;i&gt;</b>\nx")
  }

  @Test func tableIsLabelled() {
    let table = HTML.table(["name", "value"], [["<a>", "1"]], caption: "a & b", numeric: [1]).markup
    #expect(table.contains("<caption>a &amp; b</caption>") && table.contains("aria-label=\"a &amp; b\""))
    #expect(table.contains("<td>&lt;a&gt;</td>") && table.contains("<td class=\"number\">1</td>"))
    #expect(table.contains("<th scope=\"col\">name</th>") && table.contains("tabindex=\"0\""))
  }

  @Test func pageStandsAlone() {
    var page = HTMLPage(title: "<script>alert(1)</script>", lead: "\("&")")
    page.add("First & last", ["<p>text</p>"])
    page.add("Second", [])
    let text = page.text
    #expect(text.hasPrefix("<!DOCTYPE html>") && text.contains("lang=\"en\"") && text.contains("width=device-width"))
    #expect(!text.contains("<script>alert"))
    #expect(text.contains("<h2 id=\"heading-1\">First &amp; last</h2>") && text.contains("href=\"#part-2\""))
    for address in ["http://", "https://", "src=", "@import", "url("] { #expect(!text.contains(address)) }
    #expect(text.contains("prefers-color-scheme: dark") && text.contains("@media print"))
  }

  @Test func vegaThatIsMissing() throws {
    let folder = try TemporaryFolder()
    let missing = folder.url.appending(path: "absent")
    #expect(throws: ReportError.noVega(path: missing.path)) { try VegaLibrary(missing) }
    #expect(throws: ReportError.incompleteVega(path: folder.url.path, missing: "vega-util.min.js")) {
      try VegaLibrary(folder.url)
    }
  }
}
