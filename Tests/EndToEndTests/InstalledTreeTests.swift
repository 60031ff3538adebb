import Foundation
import Testing

/// `make install`: a tree that can be moved, needs no toolchain to run, and is enough to build a plugin.
struct InstalledTreeTests {
  private func run(_ command: [String]) throws -> String {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = command
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let output = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    try #require(process.terminationStatus == 0, "\(command): \(output)")
    return output
  }

  @Test func isCompleteWhereverItLies() throws {
    let workspace = try Workspace()
    _ = try run([
      Workspace.repository.appending(path: "scripts/install.sh").path, workspace.url("first").path,
    ])
    try FileManager.default.moveItem(at: workspace.url("first"), to: workspace.url("moved"))
    let tree = workspace.url("moved")
    workspace.program = tree.appending(path: "bin/acml")

    // Every library of Swift and of the core is the tree's own; the others are the system's.
    let plugins = try FileManager.default.contentsOfDirectory(atPath: tree.appending(path: "lib/acml/plugins").path)
    #expect(plugins.count >= 3)
    for file in ["bin/acml", "lib/libACML.so"] + plugins.map({ "lib/acml/plugins/\($0)" }) {
      for line in try run(["ldd", tree.appending(path: file).path]).split(separator: "\n") where line.contains("=>") {
        #expect(!line.contains("not found"), "\(file): \(line)")
        if line.contains("libswift") || line.contains("libFoundation") || line.contains("libACML") {
          #expect(line.contains("=> \(tree.path)/"), "\(file): \(line)")
        }
      }
    }

    let listing = try workspace.acml("plugin", "list", "--json", shell: "PATH=/usr/bin:/bin").json()
    let components = try #require(listing["components"] as? [[String: Any]])
    let sources = components.compactMap { $0["source"] as? String }
    #expect(!sources.isEmpty && sources.allSatisfy { $0.hasPrefix(tree.path) })
    #expect(try #require(listing["refused"] as? [String]) == [])

    // With the toolchain, against this tree alone.
    for arguments in [
      ["new", "my-loss", "--kind", "objective"], ["build", "my-loss"], ["check", "my-loss"],
      ["new", "my-code", "--kind", "foreign"], ["test", "my-code"], ["check", "my-code"],
    ] {
      let outcome = try workspace.start(["plugin"] + arguments).wait()
      #expect(outcome.code == 0, "\(outcome.message)\(outcome.output)")
    }
    #expect(try workspace.text("my-loss/Package.swift").contains("\(tree.path)/lib/acml/sdk/modules"))
    #expect(try workspace.text("my-code/Makefile").contains("\(tree.path)/lib/acml/sdk/include"))
    #expect(try workspace.acml("doctor").code == 0)
  }
}
