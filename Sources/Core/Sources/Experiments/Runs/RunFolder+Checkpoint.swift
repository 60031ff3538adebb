internal import CZlib
public import Foundation
internal import Files

/// The index of a checkpoint: `state.json`.
private struct CheckpointIndex<State: Codable>: Codable {
  var format = RunRecord.currentFormat
  /// The files beside it.
  let files: [String: FileCheck]
  /// Whatever the training loop needs besides tensors.
  let state: State
}

/// What a complete file looks like.
private struct FileCheck: Codable, Equatable {
  let bytes: Int
  /// CRC-32, as zlib computes it.
  let checksum: UInt32

  init(_ file: URL) throws {
    let data: Data
    do {
      data = try Data(contentsOf: file, options: .alwaysMapped)
    } catch {
      throw FileError(path: file.path, action: .read, code: exists(file) ? EIO : ENOENT)
    }
    bytes = data.count
    checksum = data.withUnsafeBytes { crc($0) }
  }
}

private struct FilesOnly: Codable {
  let format: Int
  let files: [String: FileCheck]
}

/// CRC-32 of some bytes.
/// - Parameter start: the checksum of the bytes before.
func crc(_ bytes: UnsafeRawBufferPointer, after start: UInt32 = 0) -> UInt32 {
  UInt32(crc32_z(UInt(start), bytes.bindMemory(to: UInt8.self).baseAddress, bytes.count))
}

extension RunFolder {
  private var checkpointFolder: URL { url.appending(path: "checkpoint") }
  private var formerFolder: URL { url.appending(path: "checkpoint.former") }

  /// The folder of the newest complete checkpoint; `nil` before the first.
  public var checkpoint: URL? {
    // Between two renames, or after a kill there, the former one is the newest under a name.
    [checkpointFolder, formerFolder].first { exists($0.appending(path: "state.json")) }
  }

  /// Replaces the checkpoint as a whole; the former one stays until the new one is complete on disk.
  /// - Parameters:
  ///   - state: what the training loop needs besides tensors; written to `state.json`.
  ///   - writeFiles: writes `model.safetensors` and the like into the folder that it is given.
  public func writeCheckpoint(state: some Codable, writeFiles: (URL) throws -> Void) throws {
    let temporary = url.appending(path: "checkpoint.tmp-" + uniqueSuffix())
    defer { try? FileManager.default.removeItem(at: temporary) }
    try createFolder(temporary)
    try writeFiles(temporary)
    var files: [String: FileCheck] = [:]
    for name in try entries(of: temporary) {
      let file = temporary.appending(path: name)
      try synchronize(file.path)
      files[name] = try FileCheck(file)
    }
    try AtomicFileWriter.write(
      try json(CheckpointIndex(files: files, state: state)), to: temporary.appending(path: "state.json"))
    try synchronize(temporary.path)

    try removeIfPresent(formerFolder)
    if exists(checkpointFolder) { try move(checkpointFolder, to: formerFolder) }
    try move(temporary, to: checkpointFolder)
    try synchronize(url.path)
    try removeIfPresent(formerFolder)
  }

  /// The state of the newest checkpoint, after a look at whether all its files are complete.
  /// - Throws: ``RunError/noCheckpoint(path:)``, ``RunError/damaged(path:reason:)``,
  ///   ``RunError/newerFormat(path:found:known:)``.
  public func readCheckpoint<State: Codable>(_: State.Type) throws -> (state: State, folder: URL) {
    guard let folder = checkpoint else { throw RunError.noCheckpoint(path: url.path) }
    let file = folder.appending(path: "state.json")
    let index: FilesOnly = try decode(file)
    if index.format > RunRecord.currentFormat {
      throw RunError.newerFormat(path: file.path, found: index.format, known: RunRecord.currentFormat)
    }
    for (name, expected) in index.files.sorted(by: { $0.key < $1.key }) {
      let file = folder.appending(path: name)
      guard exists(file) else { throw RunError.damaged(path: file.path, reason: "it is missing") }
      let found = try FileCheck(file)
      if found.bytes != expected.bytes {
        throw RunError.damaged(path: file.path, reason: "it has \(found.bytes) bytes instead of \(expected.bytes)")
      }
      if found != expected { throw RunError.damaged(path: file.path, reason: "its checksum is wrong") }
    }
    let whole: CheckpointIndex<State> = try decode(file)
    return (whole.state, folder)
  }

  /// Removes what a killed process left, and brings back a checkpoint that it had just set aside.
  func recoverCheckpoint() throws {
    for name in try entries(of: url) where name.contains(".tmp-") {
      try removeIfPresent(url.appending(path: name))
    }
    guard exists(formerFolder) else { return }
    if exists(checkpointFolder) {
      try removeIfPresent(formerFolder)
    } else {
      try move(formerFolder, to: checkpointFolder)
    }
  }

  private func move(_ from: URL, to: URL) throws {
    guard rename(from.path, to.path) == 0 else { throw FileError(path: to.path, action: .rename) }
  }

  private func removeIfPresent(_ url: URL) throws {
    guard exists(url) else { return }
    do {
      try FileManager.default.removeItem(at: url)
    } catch {
      throw FileError(path: url.path, action: .remove, code: EIO)
    }
  }
}
