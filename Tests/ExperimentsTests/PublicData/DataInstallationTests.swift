import Experiments
import Files
import Foundation
import Testing

/// Public data from packages made here; nothing is fetched.
struct DataInstallationTests {
  private let folder: TemporaryFolder
  private static let texts = ["a.csv": "smiles,y\nCCO,1\n", "b.csv": "smiles,y\nC,2\n"]

  init() throws { folder = try TemporaryFolder() }

  private func digest(_ url: URL) throws -> String {
    SHA256.digest(of: [UInt8](try Data(contentsOf: url))).description
  }

  /// Runs a program in the test's folder.
  private func run(_ program: String, _ arguments: [String]) throws {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = [program] + arguments
    process.currentDirectoryURL = folder.url
    try process.run()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0)
  }

  /// A gzipped tar archive within another, as source packages of Python have it.
  private func makePackage(digest other: String? = nil) throws -> PublicDataset {
    let data = folder.url.appending(path: "data")
    try FileManager.default.createDirectory(at: data, withIntermediateDirectories: true)
    for (name, text) in Self.texts { try Data(text.utf8).write(to: data.appending(path: name)) }
    let members = try Self.texts.keys.sorted().map {
      PublicDataset.Member("data/\($0)", name: $0, digest: try digest(data.appending(path: $0)))
    }
    try FileManager.default.createDirectory(
      at: folder.url.appending(path: "toy-1"), withIntermediateDirectories: true)
    try run("tar", ["-czf", "toy-1/data.tar.gz", "data"])
    try run("tar", ["-czf", "toy-1.tar.gz", "toy-1"])
    return PublicDataset(
      name: "toy", summary: "two rows", requirement: "toy==1", file: "toy-1.tar.gz",
      digest: try other ?? digest(folder.url.appending(path: "toy-1.tar.gz")),
      archive: .nestedTar("toy-1/data.tar.gz"), licence: "none", members: members)
  }

  private var package: URL { folder.url.appending(path: "toy-1.tar.gz") }
  private var output: URL { folder.url.appending(path: "out") }

  @Test func installsOnceAndMendsWhatIsDamaged() throws {
    let installation = DataInstallation(try makePackage())
    #expect(try installation.install(to: output, from: package).wasPresent == false)
    #expect(try folder.read("out/a.csv") == Self.texts["a.csv"])
    #expect(try folder.read("out/SOURCE.txt").contains("toy==1"))
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: output.path).sorted() == ["SOURCE.txt", "a.csv", "b.csv"])
    // Nothing is read where all is there.
    #expect(try installation.install(to: output, from: folder.url.appending(path: "absent")).wasPresent)
    try folder.write("broken", to: "out/b.csv")
    #expect(try installation.install(to: output, from: package).wasPresent == false)
    #expect(try folder.read("out/b.csv") == Self.texts["b.csv"])
  }

  @Test func refusesAnotherPackage() throws {
    let wanted = String(repeating: "0", count: 64)
    let installation = DataInstallation(try makePackage(digest: wanted))
    let found = try digest(package)
    #expect(throws: InstallationError.wrongDigest(path: package.path, found: found, expected: wanted)) {
      try installation.install(to: output, from: package)
    }
    #expect(!FileManager.default.fileExists(atPath: output.path))
  }

  @Test func namesAreSpelledOut() {
    #expect(throws: InstallationError.unknownName("mose", nearest: "moses", known: ["moleculenet", "moses"])) {
      try PublicDataset.named("mose")
    }
  }
}
