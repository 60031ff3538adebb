public import Foundation

/// Settings in the JSON files that encoders keep beside their weights.
extension SettingNode {
  /// Reads JSON; what is wrong with its values is told when they are decoded.
  /// - Parameters:
  ///   - data: the text.
  ///   - path: the file's, for messages.
  /// - Throws: ``InvalidConfiguration`` if this is no JSON.
  public init(json data: Data, path: String) throws {
    let origin = SettingOrigin.file(path: path, line: 1, column: 1)
    do {
      self = try Self(value: JSONSerialization.jsonObject(with: data, options: .fragmentsAllowed), origin)
    } catch {
      let reason = (error as NSError).userInfo[NSDebugDescriptionErrorKey] ?? error.localizedDescription
      throw InvalidConfiguration([SettingProblem(origin, .root, "no JSON: \(reason)")])
    }
  }

  private init(value: Any, _ origin: SettingOrigin) throws {
    let content: Content =
      switch value {
      case let entries as [String: Any]:
        .mapping(
          try entries.sorted { $0.key < $1.key }.map {
            SettingEntry($0.key, try SettingNode(value: $0.value, origin), origin: origin)
          })
      case let elements as [Any]: .sequence(try elements.map { try SettingNode(value: $0, origin) })
      case let text as String: .scalar(SettingScalar(text, isQuoted: true))
      case is NSNull: .scalar(.null)
      // Truth values are numbers to Foundation; their spelling tells them apart.
      default:
        .scalar(
          SettingScalar(
            String(
              decoding: try JSONSerialization.data(withJSONObject: value, options: .fragmentsAllowed), as: UTF8.self)))
      }
    self.init(content, origin: origin)
  }

  /// The same as JSON, with keys in their order and one a line; the same bytes for equal nodes.
  public var json: Data { Data((text(indent: "") + "\n").utf8) }

  private func text(indent: String) -> String {
    let inner = indent + "  "
    switch content {
    case .mapping(let entries) where entries.isEmpty: return "{}"
    case .mapping(let entries):
      let lines = entries.map { "\(inner)\(Self.quoted($0.key)): \($0.value.text(indent: inner))" }
      return "{\n\(lines.joined(separator: ",\n"))\n\(indent)}"
    case .sequence(let elements): return "[\(elements.map { $0.text(indent: inner) }.joined(separator: ", "))]"
    case .scalar(let scalar):
      switch scalar.kind {
      case .null: return "null"
      case .boolean: return scalar.boolean == true ? "true" : "false"
      case .integer: return scalar.integer.map(String.init) ?? Self.quoted(scalar.text)
      case .number: return scalar.number(as: Double.self).map { "\($0)" } ?? Self.quoted(scalar.text)
      case .text: return Self.quoted(scalar.text)
      }
    }
  }

  private static func quoted(_ text: String) -> String {
    // Encoding of a string can't fail.
    let data =
      (try? JSONSerialization.data(withJSONObject: text, options: [.fragmentsAllowed, .withoutEscapingSlashes]))
    return String(decoding: data ?? Data("\"\"".utf8), as: UTF8.self)
  }
}
