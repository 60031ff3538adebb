internal import Foundation

/// A file's bytes in memory, read by the system where they are touched. They are unmapped with the last owner.
///
/// The file must not be shortened while it is mapped; whoever writes a new version puts it in the old one's place by
/// renaming.
final class MappedFile: Sendable {
  // Never written to.
  nonisolated(unsafe) let bytes: UnsafeRawBufferPointer

  /// - Throws: the system's words for what went wrong.
  init(path: String) throws(SystemFailure) {
    // Without blocking, so that a pipe in the file's place doesn't hold the program up.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw SystemFailure() }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw SystemFailure() }
    guard status.st_mode & S_IFMT == S_IFREG else { throw SystemFailure(words: "not a regular file") }
    let count = Int(status.st_size)
    guard count > 0 else {
      bytes = UnsafeRawBufferPointer(start: nil, count: 0)
      return
    }
    guard let address = mmap(nil, count, PROT_READ, MAP_PRIVATE, descriptor, 0), address != MAP_FAILED else {
      throw SystemFailure()
    }
    bytes = UnsafeRawBufferPointer(start: address, count: count)
  }

  deinit {
    if let address = bytes.baseAddress { munmap(UnsafeMutableRawPointer(mutating: address), bytes.count) }
  }
}

/// A system call that failed.
struct SystemFailure: Error {
  let words: String

  init(words: String) { self.words = words }

  /// The failure that `errno` holds.
  init() { words = String(cString: strerror(errno)) }
}
