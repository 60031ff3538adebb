public import ACML
internal import Foundation
internal import Files

extension YAML {
  /// Reads a file.
  /// - Parameters:
  ///   - path: absolute, or relative to the working folder; named so in messages.
  ///   - limits: how large the document may be.
  /// - Throws: `SettingProblem` with the place of the first fault, `FileError`.
  public static func read(file path: String, limits: YAMLLimits = .standard) throws -> SettingNode {
    let origin = SettingOrigin.file(path: path, line: 1, column: 1)
    let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else { throw FileError(path: path, action: .open) }
    defer { close(descriptor) }
    var status = stat()
    // A pipe could hold up the program, a device never end.
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      throw SettingProblem(origin, .root, "is not a regular file")
    }
    let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: false)
    // One byte more than allowed is enough to see that there is too much.
    let bytes: Data
    do {
      bytes = try handle.read(upToCount: limits.bytes + 1) ?? Data()
    } catch {
      throw FileError(path: path, action: .read)
    }
    return try read([UInt8](bytes), source: origin, limits: limits)
  }
}
