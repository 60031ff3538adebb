internal import Foundation

/// An object of a JSON file that comes from anywhere: every access checks type and range, and every fault names the file
/// and the key.
struct JSONObject {
  let file: String
  /// The key of this object in its file, with a dot behind; empty for the file's own.
  private let prefix: String
  let values: [String: Any]

  private init(file: String, prefix: String, values: [String: Any]) {
    self.file = file
    self.prefix = prefix
    self.values = values
  }

  /// - Parameter file: the path, for messages.
  init(_ data: Data, file: String) throws {
    let parsed: Any
    do {
      parsed = try JSONSerialization.jsonObject(with: data)
    } catch {
      let reason = (error as NSError).userInfo[NSDebugDescriptionErrorKey] ?? error.localizedDescription
      throw SMILESTransformerError.invalid(file: file, key: nil, reason: "no JSON: \(reason)")
    }
    guard let values = parsed as? [String: Any] else {
      throw SMILESTransformerError.invalid(file: file, key: nil, reason: "found a list or a value, expected an object")
    }
    self.init(file: file, prefix: "", values: values)
  }

  /// Whether something other than null stands at the key.
  func has(_ key: String) -> Bool { values[key].map { !($0 is NSNull) } ?? false }

  /// The whole number at a key; `standard` where there is none.
  func integer(_ key: String, in range: ClosedRange<Int>, default standard: Int? = nil) throws -> Int {
    try value(key, default: standard, "a whole number from \(range.lowerBound) to \(range.upperBound)") {
      ($0 as? Int).flatMap { range.contains($0) ? $0 : nil }
    }
  }

  /// The number at a key; `standard` where there is none.
  func number(_ key: String, in range: ClosedRange<Double>, default standard: Double? = nil) throws -> Double {
    try value(key, default: standard, "a number from \(range.lowerBound) to \(range.upperBound)") {
      ($0 as? Double).flatMap { range.contains($0) ? $0 : nil }
    }
  }

  func text(_ key: String, default standard: String? = nil) throws -> String {
    try value(key, default: standard, "text") { $0 as? String }
  }

  func flag(_ key: String, default standard: Bool) throws -> Bool {
    try value(key, default: standard, "true or false") { $0 as? Bool }
  }

  func list(_ key: String) throws -> [Any] { try value(key, default: nil, "a list") { $0 as? [Any] } }

  /// The object at a key, or `nil`.
  func object(_ key: String) throws -> JSONObject? {
    guard has(key) else { return nil }
    let values = try value(key, default: nil, "an object") { $0 as? [String: Any] }
    return JSONObject(file: file, prefix: "\(prefix)\(key).", values: values)
  }

  /// The objects of the list at a key; none where there is no list.
  func objects(_ key: String) throws -> [JSONObject] {
    guard has(key) else { return [] }
    return try list(key).enumerated().map { index, element in
      guard let values = element as? [String: Any] else { throw invalid("\(key)[\(index)]", "expected an object") }
      return JSONObject(file: file, prefix: "\(prefix)\(key)[\(index)].", values: values)
    }
  }

  func invalid(_ key: String, _ reason: String) -> SMILESTransformerError {
    .invalid(file: file, key: prefix + key, reason: reason)
  }

  /// Throws unless nothing or null stands at the key, or one of these words.
  func require(_ key: String, oneOf supported: [String], canBeAbsent: Bool = true) throws {
    if canBeAbsent, !has(key) { return }
    let found = has(key) ? try text(key) : "absent"
    guard supported.contains(found) else {
      throw SMILESTransformerError.unsupported(
        file: file, key: prefix + key, found: found.shortened, supported: supported.joined(separator: ", "))
    }
  }

  /// Throws unless the flag at the key has this value, which is also the one of an absent flag.
  func require(_ key: String, _ supported: Bool) throws {
    guard try flag(key, default: supported) == supported else {
      throw SMILESTransformerError.unsupported(
        file: file, key: prefix + key, found: "\(!supported)", supported: "\(supported)")
    }
  }

  private func value<Value>(
    _ key: String, default standard: Value?, _ expectation: String, _ read: (Any) -> Value?
  ) throws -> Value {
    guard has(key), let found = values[key] else {
      if let standard { return standard }
      throw invalid(key, "missing, expected \(expectation)")
    }
    guard let value = read(found) else { throw invalid(key, "found \("\(found)".shortened), expected \(expectation)") }
    return value
  }
}

extension String {
  /// Fit for a message: one line of at most 60 characters.
  var shortened: String {
    let shown = unicodeScalars.prefix(60).map { $0.value < 0x20 ? " " : String($0) }.joined()
    return unicodeScalars.count > 60 ? "\(shown)…" : shown
  }
}
