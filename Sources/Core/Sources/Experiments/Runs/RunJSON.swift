internal import Foundation
internal import Files

/// Coordinated universal time, ISO 8601.
func timestamp() -> String { Date().formatted(.iso8601) }

/// Text of a value as JSON: keys sorted, so that equal values give equal files.
func json(_ value: some Encodable) throws -> String {
  let encoder = JSONEncoder()
  encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
  return String(decoding: try encoder.encode(value), as: UTF8.self) + "\n"
}

/// Reads a JSON file of the run.
/// - Throws: ``RunError/damaged(path:reason:)`` if it is not what it should be.
func decode<Value: Decodable>(_ file: URL) throws -> Value {
  let data: Data
  do {
    data = try Data(contentsOf: file)
  } catch {
    throw FileError(path: file.path, action: .read, code: exists(file) ? EIO : ENOENT)
  }
  do {
    return try JSONDecoder().decode(Value.self, from: data)
  } catch DecodingError.keyNotFound(let key, _) {
    throw RunError.damaged(path: file.path, reason: "the key '\(key.stringValue)' is missing")
  } catch DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context) {
    let key = context.codingPath.map(\.stringValue).joined(separator: ".")
    throw RunError.damaged(path: file.path, reason: "the value of '\(key)' has the wrong type")
  } catch {
    throw RunError.damaged(path: file.path, reason: "it is no complete JSON text")
  }
}
