import Foundation
import Testing

/// A folder that is deleted when the test ends.
final class TemporaryFolder: Sendable {
  let url: URL

  init() throws {
    url = FileManager.default.temporaryDirectory.appending(path: "nmr-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  func write(_ text: String, to name: String) throws { try Data(text.utf8).write(to: url.appending(path: name)) }

  /// Replaces text of a file, which must occur in it.
  func replace(_ text: String, with other: String, in name: String) throws {
    let content = try String(contentsOf: url.appending(path: name), encoding: .utf8)
    try #require(content.contains(text))
    try write(content.replacingOccurrences(of: text, with: other), to: name)
  }

  func remove(_ name: String) throws { try FileManager.default.removeItem(at: url.appending(path: name)) }
}
