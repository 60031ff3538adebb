public import Foundation
internal import Files

/// Writes a file that appears under its name only when it is complete.
///
/// The bytes go to a temporary file beside it, which replaces the file in one step on ``commit()`` and is removed if the
/// writer ends without.
public final class AtomicFileWriter {
  private let path: String
  private let temporary: String
  private var descriptor: Int32
  private var buffer: [UInt8] = []
  private static let capacity = 1 << 16

  /// - Throws: `FileError` if the file's folder cannot be written to.
  public init(_ file: URL) throws {
    path = file.path
    temporary = file.deletingLastPathComponent().path + "/." + file.lastPathComponent + ".tmp-" + uniqueSuffix()
    descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw FileError(path: path, action: .create) }
    buffer.reserveCapacity(Self.capacity)
  }

  deinit {
    if descriptor >= 0 { close(descriptor) }
    // Gone after a commit; then there is nothing to remove.
    unlink(temporary)
  }

  public func write(_ text: String) throws { try write(Array(text.utf8)) }

  public func write(_ bytes: [UInt8]) throws {
    buffer += bytes
    if buffer.count >= Self.capacity { try flush() }
  }

  public func write(_ bytes: UnsafeRawBufferPointer) throws {
    try flush()
    try writeAll(bytes, to: descriptor, path: path)
  }

  /// Puts the file in its place.
  public func commit() throws {
    try flush()
    guard fsync(descriptor) == 0 else { throw FileError(path: path, action: .write) }
    guard close(descriptor) == 0 else {
      descriptor = -1
      throw FileError(path: path, action: .write)
    }
    descriptor = -1
    guard rename(temporary, path) == 0 else { throw FileError(path: path, action: .rename) }
  }

  private func flush() throws {
    try buffer.withUnsafeBytes { try writeAll($0, to: descriptor, path: path) }
    buffer.removeAll(keepingCapacity: true)
  }

  /// Writes a whole text at once.
  public static func write(_ text: String, to file: URL) throws {
    let writer = try AtomicFileWriter(file)
    try writer.write(text)
    try writer.commit()
  }
}

/// Writes all bytes, however many calls that takes.
func writeAll(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32, path: String) throws {
  var rest = bytes[...]
  while !rest.isEmpty {
    let part = UnsafeRawBufferPointer(rebasing: rest)
    let count = write(descriptor, part.baseAddress, part.count)
    if count < 0, errno == EINTR { continue }
    guard count > 0 else { throw FileError(path: path, action: .write) }
    rest = rest.dropFirst(count)
  }
}

/// A name that no other process or thread uses.
func uniqueSuffix() -> String { "\(getpid())-\(UUID().uuidString.prefix(8).lowercased())" }

/// Makes what was written to a file or folder outlast a loss of power.
func synchronize(_ path: String) throws {
  let descriptor = open(path, O_RDONLY | O_CLOEXEC)
  guard descriptor >= 0 else { throw FileError(path: path, action: .open) }
  defer { close(descriptor) }
  guard fsync(descriptor) == 0 else { throw FileError(path: path, action: .write) }
}
