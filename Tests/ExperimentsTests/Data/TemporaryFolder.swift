import Foundation

/// A folder of a test's own, removed when the test ends.
final class TemporaryFolder {
  let url: URL

  init() throws {
    url = FileManager.default.temporaryDirectory.appending(path: "acml-test-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  var entries: [String] { ((try? FileManager.default.contentsOfDirectory(atPath: url.path)) ?? []).sorted() }

  @discardableResult
  func write(_ text: String, to name: String) throws -> URL { try write(Data(text.utf8), to: name) }

  @discardableResult
  func write(_ data: Data, to name: String) throws -> URL {
    let file = url.appending(path: name)
    try data.write(to: file)
    return file
  }

  func read(_ name: String) throws -> String {
    String(decoding: try Data(contentsOf: url.appending(path: name)), as: UTF8.self)
  }

  /// The bytes that the program gzip makes of a text.
  func gzipped(_ text: String) throws -> Data {
    let file = try write(text, to: "gzip-\(UUID().uuidString)")
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["gzip", "-nk", file.path]
    try process.run()
    process.waitUntilExit()
    return try Data(contentsOf: file.appendingPathExtension("gz"))
  }

  /// Replaces the folder's path by `DIR`, so that messages can be compared as a whole.
  func neutral(_ error: any Error) -> String { "\(error)".replacing(url.path, with: "DIR") }
}

/// What a call throws, as text; `nil` if it does not.
func message(in folder: TemporaryFolder, of body: () throws -> Void) -> String? {
  do {
    try body()
    return nil
  } catch { return folder.neutral(error) }
}
