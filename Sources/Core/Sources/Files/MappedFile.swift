internal import Foundation

/// A file's bytes in memory, read by the system where they are touched. They are unmapped with the last owner.
///
/// The file must not be shortened while it is mapped; whoever writes a new version puts it in the old one's place by
/// renaming.
public final class MappedFile: Sendable {
  /// The whole file; valid as long as this object lives. Never written to.
  public nonisolated(unsafe) let bytes: UnsafeRawBufferPointer

  /// Maps a regular file; an empty one gives no bytes.
  public init(_ path: String) throws(FileError) {
    // Without blocking, so that a pipe in the file's place doesn't hold the program up.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw FileError(path: path, action: .open) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw FileError(path: path, action: .read) }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw FileError(path: path, action: .map, reason: "not a regular file")
    }
    let count = Int(status.st_size)
    guard count > 0 else {
      bytes = UnsafeRawBufferPointer(start: nil, count: 0)
      return
    }
    guard let address = mmap(nil, count, PROT_READ, MAP_PRIVATE, descriptor, 0), address != MAP_FAILED else {
      throw FileError(path: path, action: .map)
    }
    bytes = UnsafeRawBufferPointer(start: address, count: count)
  }

  deinit {
    if let address = bytes.baseAddress { munmap(UnsafeMutableRawPointer(mutating: address), bytes.count) }
  }
}
