public import Foundation

/// A page in one file that needs no network: its style stands in it, it is light or dark as the reader's system is, and it can
/// be read on a phone, by keyboard and on paper.
public struct HTMLPage: Sendable {
  /// A part of the page under a heading of its own, which the list at the top leads to.
  private struct Section: Sendable {
    let title: String
    let content: HTML
  }

  private let title: String
  private let lead: HTML?
  private var sections: [Section] = []
  private var scripts: [HTML] = []

  /// - Parameters:
  ///   - title: the heading and the name of the window.
  ///   - lead: a sentence or two below it.
  public init(title: String, lead: HTML? = nil) {
    self.title = title
    self.lead = lead
  }

  /// Adds a part with a heading.
  public mutating func add(_ title: String, _ content: [HTML]) {
    sections.append(Section(title: title, content: HTML(content)))
  }

  /// Adds a program that runs when the page is there. It must not come from a file of the user.
  mutating func add(script: String) {
    // The only text that would end the element.
    scripts.append(.unescaped("<script>\(script.replacingOccurrences(of: "</script", with: "<\\/script"))</script>"))
  }

  /// Adds JSON for the programs to read, in which there is no `<`.
  mutating func add(data: String, id: String) {
    scripts.append("<script type=\"application/json\" id=\"\(id)\">\(.unescaped(data))</script>")
  }

  /// The whole page.
  public var text: String {
    let page: HTML = """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="color-scheme" content="light dark">
      <title>\(title)</title>
      <style>\(.unescaped(Self.style))</style>
      </head>
      <body>
      <a class="skip" href="#content">Skip to the content</a>
      <header>
      <h1>\(title)</h1>
      \(lead.map { "<p>\($0)</p>" as HTML } ?? "")
      </header>
      \(sections.count > 1 ? navigation : "")
      <main id="content">
      \(sections.enumerated().map { index, section in
        """
        <section id="part-\(index + 1)" aria-labelledby="heading-\(index + 1)">
        <h2 id="heading-\(index + 1)">\(section.title)</h2>
        \(section.content)
        </section>
        """ as HTML
      })
      </main>
      \(scripts)
      </body>
      </html>

      """
    return page.markup
  }

  /// Writes the page.
  public func write(to file: URL) throws { try AtomicFileWriter.write(text, to: file) }

  private var navigation: HTML {
    let entries: [HTML] = sections.enumerated().map { "<li><a href=\"#part-\($0 + 1)\">\($1.title)</a></li>" }
    return "<nav aria-label=\"Parts of this page\"><ul>\(entries)</ul></nav>"
  }
}
