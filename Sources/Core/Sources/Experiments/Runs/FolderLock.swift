internal import Foundation
internal import Files

/// The right to write in a folder, held by one process at a time.
///
/// It is an advisory lock of the system on a file in the folder, so it ends with the process, however that ends; a file
/// left behind means nothing.
final class FolderLock {
  private let descriptor: Int32

  init(_ folder: URL) throws {
    let path = folder.appending(path: ".lock").path
    let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw FileError(path: path, action: .create) }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      let code = errno
      var holder = [UInt8](repeating: 0, count: 64)
      let count = max(0, pread(descriptor, &holder, holder.count, 0))
      close(descriptor)
      guard code == EWOULDBLOCK else { throw FileError(path: path, action: .lock, code: code) }
      let process = String(decoding: holder[..<count], as: UTF8.self)
      throw RunError.locked(path: folder.path, process: process.isEmpty ? nil : process)
    }
    self.descriptor = descriptor
    // Only for the message above.
    let process = Array("process \(getpid())".utf8)
    ftruncate(descriptor, 0)
    pwrite(descriptor, process, process.count, 0)
  }

  deinit { close(descriptor) }
}
