/// A piece of HTML.
///
/// What stands in a literal is markup; what is put into it is text, and escaped, unless it is itself a piece of HTML. So
/// no name, no SMILES and no message of a file can become markup.
///
/// ```swift
/// let cell: HTML = "<td title=\"\(smiles)\">\(name)</td>"
/// ```
public struct HTML: Sendable, Equatable, ExpressibleByStringInterpolation {
  /// The markup.
  public let markup: String

  private init(unescaped markup: String) { self.markup = markup }
  public init(stringLiteral markup: String) { self.markup = markup }
  public init(stringInterpolation pieces: StringInterpolation) { markup = pieces.markup }

  /// Text, escaped.
  public init(text: some StringProtocol) { markup = Self.escaped(text) }

  /// Pieces one after the other.
  public init(_ pieces: [HTML]) { markup = pieces.map(\.markup).joined(separator: "\n") }

  /// Markup that the program itself has made, such as a drawing.
  public static func unescaped(_ markup: String) -> HTML { HTML(unescaped: markup) }

  static func escaped(_ text: some StringProtocol) -> String {
    var result = ""
    result.reserveCapacity(text.utf8.count)
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "'": result += "&#39;"
      // Characters that HTML has no place for.
      case "\0"..."\u{8}", "\u{b}", "\u{c}", "\u{e}"..."\u{1f}", "\u{7f}"..."\u{9f}": result += "\u{fffd}"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  public struct StringInterpolation: StringInterpolationProtocol {
    fileprivate var markup = ""

    public init(literalCapacity: Int, interpolationCount: Int) { markup.reserveCapacity(2 * literalCapacity) }
    public mutating func appendLiteral(_ literal: String) { markup += literal }
    public mutating func appendInterpolation(_ piece: HTML) { markup += piece.markup }
    public mutating func appendInterpolation(_ pieces: [HTML]) { markup += HTML(pieces).markup }
    public mutating func appendInterpolation(_ text: some StringProtocol) { markup += HTML.escaped(text) }
    public mutating func appendInterpolation(_ number: some BinaryInteger) { markup += "\(number)" }
  }
}
