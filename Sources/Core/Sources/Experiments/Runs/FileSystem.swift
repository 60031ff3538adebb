internal import Foundation
internal import Files

func exists(_ url: URL) -> Bool { FileManager.default.fileExists(atPath: url.path) }

func isFolder(_ url: URL) -> Bool {
  var isDirectory: ObjCBool = false
  return FileManager.default.fileExists(atPath: url.path, isDirectory: &isDirectory) && isDirectory.boolValue
}

func entries(of folder: URL) throws -> [String] {
  guard let directory = opendir(folder.path) else { throw FileError(path: folder.path, action: .read) }
  defer { closedir(directory) }
  var names: [String] = []
  while let entry = readdir(directory) {
    names.append(
      withUnsafePointer(to: &entry.pointee.d_name) { name in
        name.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      })
  }
  return names.filter { $0 != "." && $0 != ".." }.sorted()
}

/// Makes a folder and those above it.
func createFolder(_ url: URL) throws {
  var missing = [url]
  while let top = missing.last, top.path != "/", mkdir(top.path, 0o755) != 0 {
    if errno == EEXIST, isFolder(top) { break }
    guard errno == ENOENT else { throw FileError(path: url.path, action: .create) }
    missing.append(top.deletingLastPathComponent())
  }
  for folder in missing.dropLast().reversed() where mkdir(folder.path, 0o755) != 0 && errno != EEXIST {
    throw FileError(path: url.path, action: .create)
  }
}
