/// What RDKit has drawn in an SVG document, with all paths of one style as one path and no background.
///
/// RDKit writes an element for each half of a bond and each letter, and nine properties of style with each.
struct DrawnShapes {
  private var discs = ""
  /// Attributes of each style in the order in which they come first, and what is drawn with them.
  private var styles: [String] = []
  private var paths: [String: String] = [:]

  init(_ document: String) {
    for element in document.split(separator: "<") {
      let name = element.prefix { $0.isLetter }
      let attributes = Self.attributes(element)
      switch name {
      case "ellipse":
        let places = (["cx", "cy", "rx", "ry"] as [Substring]).map { "\($0)=\"\(attributes[$0] ?? "0")\"" }
        discs += "<ellipse \(places.joined(separator: " "))\(Self.style(attributes))/>"
      case "path":
        let style = Self.style(attributes)
        if paths[style] == nil { styles.append(style) }
        paths[style, default: ""] += Self.shortened(attributes["d"] ?? "")
      default: break
      }
    }
  }

  var text: String { discs + styles.map { "<path\($0) d=\"\(paths[$0] ?? "")\"/>" }.joined() }

  /// The single-quoted attributes of an element, those within `style` among them.
  private static func attributes(_ element: Substring) -> [Substring: Substring] {
    let parts = element.split(separator: "'", omittingEmptySubsequences: false)
    var found: [Substring: Substring] = [:]
    for index in stride(from: 0, to: parts.count - 1, by: 2) {
      guard let key = parts[index].split(whereSeparator: { $0.isWhitespace || $0 == "=" }).last else { continue }
      found[key] = parts[index + 1]
    }
    for property in found["style"]?.split(separator: ";") ?? [] {
      let pair = property.split(separator: ":", maxSplits: 1)
      if pair.count == 2 { found[pair[0]] = pair[1] }
    }
    return found
  }

  private static func style(_ attributes: [Substring: Substring]) -> String {
    (["fill", "stroke", "stroke-width", "stroke-dasharray"] as [Substring]).map { name in
      guard let value = attributes[name], value != "none" else { return "" }
      if name.hasPrefix("stroke-"), attributes["stroke"] ?? "none" == "none" { return "" }
      return " \(name)=\"\(value.hasSuffix("px") ? value.dropLast(2) : value)\""
    }.joined()
  }

  /// The path without the blanks that SVG doesn't ask for.
  private static func shortened(_ path: Substring) -> String {
    var result = ""
    for part in path.split(whereSeparator: \.isWhitespace) {
      if part.first?.isLetter == false, result.last?.isNumber == true { result += " " }
      result += part.hasSuffix(",") ? part.dropLast() : part
    }
    return result
  }
}
