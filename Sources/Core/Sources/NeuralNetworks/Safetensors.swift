internal import Files
public import Foundation
public import Tensors

/// Writing of safetensors files; ``SafetensorsFile`` reads them.
public enum Safetensors {
  /// Writes tensors as 32-bit floats, one after the other in the order given.
  ///
  /// The same arguments make the same bytes. They are written beside the file, which they replace when they are complete:
  /// the tensors may still lie in the old one.
  /// - Parameters:
  ///   - tensors: each with its name.
  ///   - metadata: free text, stored in the order of the keys.
  ///   - url: a file, which is replaced.
  /// - Throws: ``SafetensorsError`` if a name occurs twice or the system refuses to write.
  public static func write(
    _ tensors: [(name: String, value: Tensor)], metadata: [String: String] = [:], to url: URL
  ) throws {
    func failure(_ reason: SafetensorsError.Reason, _ tensor: String? = nil) -> SafetensorsError {
      SafetensorsError(file: url.path, tensor: tensor, reason: reason)
    }
    var seen: Set<String> = [SafetensorsHeader.metadataKey]
    for (name, _) in tensors where !seen.insert(name).inserted { throw failure(.nameTaken, name) }

    let partial = "\(url.path).\(ProcessInfo.processInfo.processIdentifier).partial"
    do {
      let descriptor = open(partial, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
      guard descriptor >= 0 else { throw FileError(path: partial, action: .create) }
      do {
        defer { close(descriptor) }
        try header(tensors, metadata).withUnsafeBytes { try writeAll($0, to: descriptor, partial) }
        for (_, tensor) in tensors {
          try tensor.withUnsafeValues { try writeAll(UnsafeRawBufferPointer($0), to: descriptor, partial) }
        }
      }
      guard rename(partial, url.path) == 0 else { throw FileError(path: url.path, action: .rename) }
    } catch let error as FileError {
      unlink(partial)
      throw failure(.system(error.reason))
    }
  }

  /// The header with the eight bytes of its length, padded with blanks to a multiple of eight bytes.
  private static func header(
    _ tensors: [(name: String, value: Tensor)], _ metadata: [String: String]
  ) -> [UInt8] {
    var fields: [String] = []
    if !metadata.isEmpty {
      let entries = metadata.sorted { $0.key < $1.key }.map { "\(quoted($0.key)):\(quoted($0.value))" }
      fields.append("\(quoted(SafetensorsHeader.metadataKey)):{\(entries.joined(separator: ","))}")
    }
    var offset = 0
    for (name, tensor) in tensors {
      let end = offset + tensor.count * MemoryLayout<Float>.size
      let shape = tensor.shape.map(String.init).joined(separator: ",")
      fields.append("\(quoted(name)):{\"dtype\":\"F32\",\"shape\":[\(shape)],\"data_offsets\":[\(offset),\(end)]}")
      offset = end
    }
    var text = Array("{\(fields.joined(separator: ","))}".utf8)
    text += repeatElement(UInt8(ascii: " "), count: (8 - text.count % 8) % 8)
    return withUnsafeBytes(of: UInt64(text.count).littleEndian, Array.init) + text
  }

  /// A JSON string.
  private static func quoted(_ text: String) -> String {
    let escaped = text.unicodeScalars.map { scalar in
      switch scalar {
      case "\"", "\\": "\\\(scalar)"
      case "\0"..<" ": "\\u" + String(scalar.value + 0x10000, radix: 16).dropFirst()
      default: "\(scalar)"
      }
    }
    return "\"\(escaped.joined())\""
  }

  private static func writeAll(
    _ bytes: UnsafeRawBufferPointer, to descriptor: Int32, _ path: String
  ) throws(FileError) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = Foundation.write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { throw FileError(path: path, action: .write) }
      rest = rest.dropFirst(count)
    }
  }
}
