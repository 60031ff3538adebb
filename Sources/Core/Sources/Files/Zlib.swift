internal import CZlib

/// Blocks of bytes compressed by zlib (RFC 1950).
public enum Zlib {
  /// Bytes that are no zlib stream, or one that holds more than it should.
  public struct Damage: Error, Equatable {
    public let reason: String
  }

  /// What a zlib stream holds; bytes behind its end are ignored.
  /// - Parameters:
  ///   - bytes: the stream.
  ///   - limit: the most bytes that it may hold, so that a small stream can't ask for much memory.
  /// - Throws: ``Damage``.
  public static func decompress(_ bytes: [UInt8], limit: Int) throws(Damage) -> [UInt8] {
    var stream = z_stream()
    guard inflateInit_(&stream, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK,
      let inputCount = UInt32(exactly: bytes.count)
    else { throw Damage(reason: "zlib cannot start") }
    defer { inflateEnd(&stream) }
    var (output, count) = ([UInt8](repeating: 0, count: min(limit, 4 * bytes.count) + 1), 0)
    var (status, used) = (Z_OK, 0)
    while status == Z_OK || status == Z_BUF_ERROR, count <= limit {
      if count == output.count {
        output.append(contentsOf: repeatElement(0, count: min(output.count, limit + 1 - output.count)))
      }
      let before = (used, count)
      bytes.withUnsafeBufferPointer { input in
        output.withUnsafeMutableBufferPointer { output in
          stream.next_in = UnsafeMutablePointer(mutating: input.baseAddress.map { $0 + used })
          stream.avail_in = inputCount - UInt32(used)
          stream.next_out = output.baseAddress.map { $0 + count }
          stream.avail_out = UInt32(clamping: output.count - count)
          let space = Int(stream.avail_out)
          status = inflate(&stream, Z_NO_FLUSH)
          used = input.count - Int(stream.avail_in)
          count += space - Int(stream.avail_out)
        }
      }
      if before == (used, count) { throw Damage(reason: "it ends early") }
    }
    guard count <= limit else { throw Damage(reason: "it holds more than \(limit) bytes") }
    guard status == Z_STREAM_END else {
      throw Damage(reason: stream.msg.map { String(cString: $0) } ?? "zlib status \(status)")
    }
    output.removeLast(output.count - count)
    return output
  }
}
