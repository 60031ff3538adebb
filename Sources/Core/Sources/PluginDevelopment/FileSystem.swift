internal import Files
internal import Foundation

/// Makes a folder and those above it.
func createFolder(_ folder: URL) throws(FileError) {
  do {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  } catch {
    throw FileError(path: folder.path, action: .create)
  }
}

/// Puts a file in the place of another in one step.
func replace(_ file: URL, with fresh: URL) throws(FileError) {
  if rename(fresh.path, file.path) != 0 { throw FileError(path: file.path, action: .rename) }
}
