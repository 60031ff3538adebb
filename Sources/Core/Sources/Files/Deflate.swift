internal import CZlib

/// Raw deflated bytes (RFC 1951), as zip archives hold them.
enum Deflate {
  /// Exactly as many bytes as announced; `nil` if the stream is damaged, shorter or longer.
  static func inflated(_ compressed: UnsafeRawBufferPointer, byteCount: Int) -> [UInt8]? {
    var stream = z_stream()
    // −15: the largest window, without header and trailer.
    guard inflateInit2_(&stream, -15, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else { return nil }
    defer { inflateEnd(&stream) }
    var input = compressed[...]
    var isComplete = false
    // Never of no capacity: zlib takes no null address.
    let result = [UInt8](unsafeUninitializedCapacity: max(1, byteCount)) { output, count in
      var status = Z_OK
      repeat {
        // zlib counts in 32 bits.
        let given = UInt32(clamping: input.count)
        let free = UInt32(clamping: byteCount - count)
        let source = UnsafeRawBufferPointer(rebasing: input).bindMemory(to: UInt8.self)
        stream.next_in = UnsafeMutablePointer(mutating: source.baseAddress)
        stream.avail_in = given
        stream.next_out = output.baseAddress.map { $0 + count }
        stream.avail_out = free
        status = inflate(&stream, Z_NO_FLUSH)
        input = input.dropFirst(Int(given - stream.avail_in))
        count += Int(free - stream.avail_out)
        // Nothing to read and nowhere to write: no further call changes anything.
        if given == stream.avail_in, free == stream.avail_out { break }
      } while status == Z_OK
      isComplete = status == Z_STREAM_END && count == byteCount
    }
    return isComplete ? result : nil
  }

  /// CRC-32, as zip archives have it.
  static func checksum(_ bytes: [UInt8]) -> UInt32 { bytes.withUnsafeBytes { checksum($0) } }

  private static func checksum(_ bytes: UnsafeRawBufferPointer) -> UInt32 {
    UInt32(truncatingIfNeeded: crc32_z(0, bytes.bindMemory(to: UInt8.self).baseAddress, bytes.count))
  }
}
