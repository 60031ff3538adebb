import Foundation
import Testing

/// Chromium without a window, from Debian's package `chromium`.
enum Browser {
  static let program = ["/usr/bin/chromium", "/usr/bin/chromium-headless-shell"].first {
    FileManager.default.isExecutableFile(atPath: $0)
  }

  static var isInstalled: Bool { program != nil }

  /// What a page looked like to a program that ran in it.
  struct Visit {
    /// The object that the program left in `probe`.
    let result: [String: Any]
    /// What the page said on the console, errors among it.
    let console: [String]
  }

  /// Opens a page, waits until its programs are through, and runs another in it.
  /// - Parameter probe: JavaScript that returns an object, or a promise of one.
  static func visit(_ page: URL, in folder: URL, probe: String) throws -> Visit {
    let text = String(decoding: try Data(contentsOf: page), as: UTF8.self)
    let script = """
      <script>
      addEventListener("load", () => setTimeout(async () => {
        let result;
        try { result = await (async () => { \(probe) })(); } catch (error) { result = { error: String(error) }; }
        document.body.replaceChildren();
        document.title = "PROBE" + JSON.stringify(result) + "END";
      }, 300));
      </script>
      """
    let probed = folder.appending(path: "probed.html")
    try Data(text.replacingOccurrences(of: "</body>", with: script + "</body>").utf8).write(to: probed)
    let (output, message) = (folder.appending(path: "browser.out"), folder.appending(path: "browser.err"))
    for file in [output, message] { try Data().write(to: file) }
    let process = Process()
    process.executableURL = URL(filePath: try #require(program))
    process.arguments = [
      "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--enable-logging=stderr",
      "--user-data-dir=\(folder.appending(path: "browser").path)", "--window-size=1200,900",
      "--virtual-time-budget=20000", "--timeout=60000", "--dump-dom", probed.absoluteString,
    ]
    process.standardOutput = try FileHandle(forWritingTo: output)
    process.standardError = try FileHandle(forWritingTo: message)
    try process.run()
    process.waitUntilExit()
    let dump = String(decoding: try Data(contentsOf: output), as: UTF8.self)
    let log = String(decoding: try Data(contentsOf: message), as: UTF8.self)
    let start = try #require(dump.range(of: "<title>PROBE"), "\(log.suffix(2000))")
    let end = try #require(dump.range(of: "END</title>"))
    let json = dump[start.upperBound..<end.lowerBound].replacing("&lt;", with: "<").replacing("&gt;", with: ">")
      .replacing("&amp;", with: "&")
    return Visit(
      result: try #require(try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any]),
      console: log.split(separator: "\n").filter { $0.contains("CONSOLE") }.map(String.init))
  }
}
