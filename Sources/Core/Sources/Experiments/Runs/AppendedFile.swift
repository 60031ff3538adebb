internal import Foundation
internal import Files

/// A text file that grows by whole lines, each handed to the system at once.
final class AppendedFile {
  let path: String
  private let descriptor: Int32

  /// Opens or creates the file; a last line that was cut short is taken away.
  init(_ file: URL) throws {
    path = file.path
    descriptor = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw FileError(path: path, action: .create) }
    var end = lseek(descriptor, 0, SEEK_END)
    let whole = end
    var byte: UInt8 = 0
    while end > 0, pread(descriptor, &byte, 1, end - 1) == 1, byte != UInt8(ascii: "\n") { end -= 1 }
    if end < whole, ftruncate(descriptor, end) != 0 { throw FileError(path: path, action: .write) }
  }

  deinit { close(descriptor) }

  func append(_ line: String) throws {
    var line = line
    try line.withUTF8 { try writeAll(UnsafeRawBufferPointer($0), to: descriptor, path: path) }
  }
}
