/// A row of a data file that could not be used, and why.
public struct RejectedRow: Sendable, Equatable, Codable, CustomStringConvertible {
  /// The file as it was named.
  public let file: String
  /// The row's first line, counted from 1.
  public let line: Int
  /// The column at fault; `nil` if the row as a whole is.
  public let column: String?
  /// What stood there, cut to ``textLimit`` characters.
  public let text: String
  public let reason: String

  /// Longer texts are cut, so that a report stays readable.
  public static let textLimit = 80

  public init(file: String, line: Int, column: String?, text: String, reason: String) {
    self.file = file
    self.line = line
    self.column = column
    let firstLine = text.split(whereSeparator: \.isNewline).first.map(String.init) ?? ""
    let isCut = firstLine.count > Self.textLimit || firstLine.count < text.count
    self.text = isCut ? firstLine.prefix(Self.textLimit) + "…" : firstLine
    self.reason = reason
  }

  public var description: String {
    let place = column.map { "column '\($0)': " } ?? ""
    // Some reasons quote the text themselves.
    let quote = text.isEmpty || reason.contains(text) ? "" : "'\(text)': "
    return "\(file):\(line): \(place)\(quote)\(reason)"
  }
}

/// What happens to a row that cannot be used.
public enum InvalidRowPolicy: String, Sendable, CaseIterable, Codable {
  /// Reading ends with an error that names the row.
  case fail
  /// The row is left out and reported.
  case skip
  /// The row is reported and stays as a placeholder, so that count and order are those of the file.
  case mark
}
