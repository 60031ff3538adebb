internal import Foundation

/// The folder that an encoder is read from.
struct EncoderFolder {
  let url: URL

  func path(_ name: String) -> String { url.appending(component: name).path }

  func has(_ name: String) -> Bool { FileManager.default.fileExists(atPath: path(name)) }

  /// The size of a file in bytes; a link counts as what it leads to.
  func size(_ name: String) throws -> Int {
    let path = path(name)
    guard has(name) else { throw SMILESTransformerError.missingFile(folder: url.path, expected: name) }
    do {
      let target = URL(filePath: path).resolvingSymlinksInPath().path
      let attributes = try FileManager.default.attributesOfItem(atPath: target)
      guard attributes[.type] as? FileAttributeType == .typeRegular, let size = attributes[.size] as? Int else {
        throw SMILESTransformerError.unreadableFile(path, reason: "no regular file")
      }
      return size
    } catch let error as CocoaError {
      throw SMILESTransformerError.unreadableFile(path, reason: error.localizedDescription)
    }
  }

  /// The content of a file that is small by nature.
  /// - Parameter limit: in bytes; a longer file is an error and isn't read.
  func data(_ name: String, limit: Int) throws -> Data {
    let (path, size) = (path(name), try size(name))
    guard size <= limit else {
      throw SMILESTransformerError.invalid(file: path, key: nil, reason: "\(size) bytes; at most \(limit) are read")
    }
    do {
      return try Data(contentsOf: URL(filePath: path))
    } catch {
      throw SMILESTransformerError.unreadableFile(path, reason: error.localizedDescription)
    }
  }

  func json(_ name: String, limit: Int) throws -> JSONObject {
    try JSONObject(try data(name, limit: limit), file: path(name))
  }
}
