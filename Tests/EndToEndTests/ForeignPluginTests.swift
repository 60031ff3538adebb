import Foundation
import Testing

/// Plugins in C: compiled against the header alone, outside of the repository, and used like any other.
struct ForeignPluginTests {
  private func run(_ workspace: Workspace, _ arguments: String...) throws -> Workspace.Outcome {
    let outcome = try workspace.start(arguments).wait()
    try #require(outcome.code == 0, "\(arguments): \(outcome.message)\(outcome.output)")
    return outcome
  }

  /// `Examples/CModality` as its README says, on spectra of a hundred molecules.
  @Test func theExampleTrains() throws {
    let workspace = try Workspace()
    try FileManager.default.copyItem(
      at: Workspace.repository.appending(path: "Examples/CModality"), to: workspace.url("example"))
    try? FileManager.default.removeItem(at: workspace.url("example/.build"))
    let library = try run(workspace, "plugin", "build", "example").output
      .trimmingCharacters(in: .whitespacesAndNewlines)
    #expect(library.hasSuffix("example/.build/acml/libCModality.so"))
    #expect(try run(workspace, "plugin", "test", "example").message.contains("all tests passed"))

    // Nothing of Swift, and no library of ACML.
    let needed = Process()
    let pipe = Pipe()
    needed.executableURL = URL(filePath: "/usr/bin/env")
    needed.arguments = ["readelf", "-d", library]
    needed.standardOutput = pipe
    try needed.run()
    let dynamic = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    #expect(dynamic.contains("libm.so") && !dynamic.contains("swift") && !dynamic.contains("ACML"))

    let listing = try run(
      workspace, "plugin", "list", "--plugin-path", library, "--allow-plugins", "peak-bins,residual-sums", "--json"
    ).json()
    let components = try #require(listing["components"] as? [[String: Any]])
    #expect(Set(components.compactMap { $0["id"] as? String }) == ["peak-bins", "residual-sums"])
    #expect(
      try run(workspace, "plugin", "describe", "peak-bins", "--plugin-path", library).output.contains("greatestMZ"))

    _ = try run(
      workspace, "data", "simulate", "--input", "molecules.csv", "--kind", "ei", "--output", "example/spectra.msp",
      "--quiet")
    let check = try run(workspace, "plugin", "check", "example", "--samples", "example/spectra.msp")
    #expect(!check.output.contains("BROKEN"), "\(check.output)")
    #expect(check.output.contains("kept    gradient"))

    _ = try run(
      workspace, "train", "example/configs/train.yaml", "--plugin-path", library, "--set", "training.epochs=2",
      "--set", "training.batchSize=16", "--output", "run")
    let metrics = try workspace.text("run/metrics.csv").split(separator: "\n")
    #expect(metrics.count == 3, "\(metrics)")
    // The parameters are in the checkpoint under the names that the library gave them.
    #expect(
      String(decoding: try workspace.data("run/checkpoint/model.safetensors").prefix(4096), as: UTF8.self)
        .contains("layers.0.bonds"))
    #expect(workspace.exists("run/encoders/gc-ms/settings.json"))
    _ = try run(workspace, "retrieve", "run", "--plugin-path", library)
    // A run can be taken up: the library is asked for the same parameters again.
    _ = try run(
      workspace, "train", "example/configs/train.yaml", "--plugin-path", library, "--set", "training.epochs=2",
      "--set", "training.batchSize=16", "--output", "run", "--resume")
  }

  /// What `acml plugin new --kind foreign` writes works as it is, as its README says.
  @Test func theTemplateTrains() throws {
    let workspace = try Workspace()
    _ = try run(workspace, "plugin", "new", "my-letters", "--kind", "foreign")
    #expect(try run(workspace, "plugin", "test", "my-letters").message.contains("all tests passed"))
    let check = try run(workspace, "plugin", "check", "my-letters")
    #expect(!check.output.contains("BROKEN"), "\(check.output)")
    let installed = try run(workspace, "plugin", "install", "my-letters").output
    #expect(installed == workspace.url("share/acml/plugins/libMyLetters.so").path + "\n")
    _ = try run(
      workspace, "train", "my-letters/configs/train.yaml", "--set", "training.epochs=2", "--output", "run")
    _ = try run(workspace, "retrieve", "run")
    _ = try run(
      workspace, "plugin", "describe", "my-letters", "--allow-plugins", "my-letters")
    // By hand, without ACML's command: the header's place is written into the Makefile.
    let make = try workspace.acml("--version", shell: "make -C my-letters test >&2 || exit 1")
    #expect(make.code == 0, "\(make.message)")
  }

  @Test(arguments: [
    ("library:\n\ttrue\n", 66, "expected a line `NAME = …` in its Makefile, which says what the library is called"),
    ("NAME = Empty\nlibrary:\n\ttrue\n", 66, "`make library` left no .build/acml/libEmpty.so"),
    ("NAME = Broken\nlibrary:\n\tfalse\n", 65, "make ended with the status 2"),
  ])
  func aMakefileThatMakesNothingIsRefused(_ makefile: String, _ code: Int32, _ message: String) throws {
    let workspace = try Workspace()
    try FileManager.default.createDirectory(at: workspace.url("code"), withIntermediateDirectories: true)
    try workspace.write(makefile, to: "code/Makefile")
    let outcome = try workspace.acml("plugin", "build", "code")
    #expect(outcome.code == code)
    #expect(outcome.message.contains(message), "\(outcome.message)")
  }
}
