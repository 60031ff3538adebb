internal import Foundation

/// The JSON object at the beginning of a safetensors file.
struct SafetensorsHeader: Decodable {
  struct Entry: Decodable {
    let dtype: String
    let shape: [Int]
    let data_offsets: [Int]
  }

  /// The key of the free text entries.
  static let metadataKey = "__metadata__"

  let metadata: [String: String]
  let entries: [String: Entry]

  private struct Key: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    metadata = try container.decodeIfPresent([String: String].self, forKey: Key(stringValue: Self.metadataKey)) ?? [:]
    var entries: [String: Entry] = [:]
    for key in container.allKeys where key.stringValue != Self.metadataKey {
      entries[key.stringValue] = try container.decode(Entry.self, forKey: key)
    }
    self.entries = entries
  }

  /// Why the bytes were no header, in a line.
  static func problem(_ error: any Error) -> String {
    guard let error = error as? DecodingError else { return "\(error)" }
    switch error {
    case .keyNotFound(let key, let context): return "\(key.stringValue) is missing\(place(context))"
    case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context):
      return context.debugDescription + place(context)
    @unknown default: return "\(error)"
    }
  }

  private static func place(_ context: DecodingError.Context) -> String {
    context.codingPath.isEmpty ? "" : " (at \(context.codingPath.map(\.stringValue).joined(separator: " / ")))"
  }
}
