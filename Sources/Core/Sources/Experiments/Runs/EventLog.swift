public import Foundation

/// `events.jsonl`: what happened in a run, one JSON object a line, with its time and its name.
public final class EventLog {
  /// A value of an event.
  public enum Value: Sendable, Equatable, Encodable, ExpressibleByStringLiteral, ExpressibleByIntegerLiteral,
    ExpressibleByFloatLiteral, ExpressibleByBooleanLiteral
  {
    case text(String)
    case integer(Int)
    case number(Double)
    case flag(Bool)
    case list([Value])

    public init(stringLiteral value: String) { self = .text(value) }
    public init(integerLiteral value: Int) { self = .integer(value) }
    public init(floatLiteral value: Double) { self = .number(value) }
    public init(booleanLiteral value: Bool) { self = .flag(value) }

    public func encode(to encoder: any Encoder) throws {
      var container = encoder.singleValueContainer()
      switch self {
      case .text(let text): try container.encode(text)
      case .integer(let integer): try container.encode(integer)
      // JSON has no word for these.
      case .number(let number) where !number.isFinite: try container.encode("\(number)")
      case .number(let number): try container.encode(number)
      case .flag(let flag): try container.encode(flag)
      case .list(let list): try container.encode(list)
      }
    }
  }

  private let file: AppendedFile
  private let encoder = JSONEncoder()

  /// Opens the log of a run, new or resumed; a last line that was cut short is taken away.
  public init(_ url: URL) throws {
    file = try AppendedFile(url)
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
  }

  /// Appends an event; `event` and `time` are added to its values.
  public func append(_ event: String, _ values: [String: Value] = [:]) throws {
    var line = values
    line["event"] = .text(event)
    line["time"] = .text(timestamp())
    try file.append(String(decoding: try encoder.encode(line), as: UTF8.self) + "\n")
  }
}
