internal import Files
internal import Foundation

/// A file in memory, read-only, as long as this object lives.
final class MappedFile: Sendable {
  nonisolated(unsafe) let bytes: UnsafeRawBufferPointer

  /// - Throws: `FileError`; an empty file can't be mapped and gives no bytes.
  init(_ path: String) throws {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw FileError(path: path, action: .open) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw FileError(path: path, action: .read) }
    guard status.st_size > 0 else {
      bytes = UnsafeRawBufferPointer(start: nil, count: 0)
      return
    }
    guard let base = mmap(nil, Int(status.st_size), PROT_READ, MAP_SHARED, descriptor, 0), base != MAP_FAILED else {
      throw FileError(path: path, action: .map)
    }
    bytes = UnsafeRawBufferPointer(start: base, count: Int(status.st_size))
  }

  deinit { if let base = bytes.baseAddress { munmap(UnsafeMutableRawPointer(mutating: base), bytes.count) } }
}
