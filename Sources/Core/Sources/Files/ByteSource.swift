internal import CZlib
internal import Foundation

/// The bytes of a file, one after the other, decompressed where the file is gzipped.
///
/// The first two bytes decide whether it is, not the ending. The digest is that of the file as it lies on disk.
public final class ByteSource {
  public let path: String
  private let descriptor: Int32
  private var digest = SHA256()

  /// A longer record is taken for a sign of a damaged file (an open quote, a missing separator), not for data.
  public static let maximumRecordBytes = 64 << 20

  private let output: UnsafeMutableBufferPointer<UInt8>
  private var position = 0
  private var available = 0
  /// Where the first line feed at or behind `position` stands in `output`, as far as known; `available` if there is none.
  private var lineFeed = -1

  private let input: UnsafeMutableBufferPointer<UInt8>
  private var inflation: UnsafeMutablePointer<z_stream>?
  /// Bytes read from the file so far.
  private var fileBytes = 0
  /// Whether the stream stands between two members of a gzip file.
  private var isBetweenMembers = false

  private static let capacity = 1 << 18

  /// - Throws: ``SourceError``, ``FileError``.
  public init(path: String) throws {
    self.path = path
    descriptor = open(path, O_RDONLY | O_CLOEXEC)
    output = .allocate(capacity: Self.capacity)
    input = .allocate(capacity: Self.capacity)
    guard descriptor >= 0 else {
      if errno == ENOENT { throw SourceError.missing(path: path) }
      throw FileError(path: path, action: .open)
    }
    var status = stat()
    if fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFDIR { throw SourceError.folder(path: path) }
    try start()
  }

  deinit {
    if descriptor >= 0 { close(descriptor) }
    if let inflation {
      inflateEnd(inflation)
      inflation.deallocate()
    }
    input.deallocate()
    output.deallocate()
  }

  /// The first bytes of the content, as far as they are at hand, without moving on.
  public var start4K: [UInt8] { Array(output[position..<min(available, position + 4096)]) }

  /// The next byte of the content; `nil` at the end.
  @inline(__always)
  public func next() throws -> UInt8? {
    if position == available, try !refill() { return nil }
    defer { position += 1 }
    return output[position]
  }

  /// The next byte without moving on; `nil` at the end.
  public func peek() throws -> UInt8? {
    if position == available, try !refill() { return nil }
    return output[position]
  }

  /// Appends the bytes up to the next line end and moves behind it: `\n`, `\r\n` or `\r`.
  /// - Parameters:
  ///   - line: what the bytes are appended to.
  ///   - limit: no more than this many bytes and a block are appended.
  /// - Returns: false at the end of the content, where there is no line.
  public func readLine(into line: inout [UInt8], limit: Int) throws -> Bool {
    guard try peek() != nil else { return false }
    while line.count <= limit, try peek() != nil {
      if lineFeed < position { lineFeed = index(of: UInt8(ascii: "\n"), in: position..<available) }
      // Searched only as far as the line goes, and the line feed only once, so that neither kind of file is searched twice.
      let end = index(of: UInt8(ascii: "\r"), in: position..<lineFeed)
      line.append(contentsOf: UnsafeBufferPointer(rebasing: output[position..<end]))
      position = end
      if end < available {
        position += 1
        if output[end] == UInt8(ascii: "\r"), try peek() == UInt8(ascii: "\n") { position += 1 }
        break
      }
    }
    return true
  }

  /// Appends the bytes up to the next `delimiter` and moves behind it.
  /// - Parameters:
  ///   - delimiter: is passed over and not appended.
  ///   - bytes: what they are appended to.
  ///   - limit: no more than this many bytes and a block are appended.
  /// - Returns: false where the content ends, or the limit is passed, before the delimiter.
  public func readBytes(upTo delimiter: UInt8, into bytes: inout [UInt8], limit: Int) throws -> Bool {
    while bytes.count <= limit, try peek() != nil {
      let end = index(of: delimiter, in: position..<available)
      bytes.append(contentsOf: UnsafeBufferPointer(rebasing: output[position..<end]))
      position = min(end + 1, available)
      if end < available { return true }
    }
    return false
  }

  /// The place of a byte in `output`; the end of the range if it isn't there.
  private func index(of byte: UInt8, in range: Range<Int>) -> Int {
    guard let start = output.baseAddress.map({ $0 + range.lowerBound }),
      let found = memchr(start, Int32(byte), range.count)
    else { return range.upperBound }
    return range.lowerBound + (UnsafeRawPointer(found) - UnsafeRawPointer(start))
  }

  /// SHA-256 of the whole file; reads what is left of it.
  public func fileDigest() throws -> SHA256.Digest {
    while try refill() {}
    return digest.finalize()
  }

  private func start() throws {
    var head = 0
    while head < Self.capacity, case let count = try readFile(at: head), count > 0 { head += count }
    if head >= 2, input[0] == 0x1f, input[1] == 0x8b {
      let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
      stream.initialize(to: z_stream())
      inflation = stream
      // 15: the largest window; 16: gzip headers and trailers, whose checksum zlib verifies.
      let status = inflateInit2_(stream, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
      guard status == Z_OK else { throw damage("zlib cannot start (\(status))") }
      stream.pointee.next_in = input.baseAddress
      stream.pointee.avail_in = UInt32(head)
      _ = try refill()
    } else {
      _ = output.update(fromContentsOf: input[..<head])
      available = head
    }
    if start4K.starts(with: [0xef, 0xbb, 0xbf]) { position += 3 }
  }

  private func refill() throws -> Bool {
    position = 0
    available = 0
    lineFeed = -1
    if let inflation { return try inflateNext(inflation) }
    available = try readFile(at: 0)
    if available > 0 { _ = output.update(fromContentsOf: input[..<available]) }
    return available > 0
  }

  private func inflateNext(_ stream: UnsafeMutablePointer<z_stream>) throws -> Bool {
    stream.pointee.next_out = output.baseAddress
    stream.pointee.avail_out = UInt32(Self.capacity)
    while stream.pointee.avail_out == UInt32(Self.capacity) {
      if stream.pointee.avail_in == 0 {
        let count = try readFile(at: 0)
        if count == 0 {
          if isBetweenMembers { return false }
          throw damage("it ends early")
        }
        stream.pointee.next_in = input.baseAddress
        stream.pointee.avail_in = UInt32(count)
      }
      if isBetweenMembers {
        // Some tools pad gzip files with zeros.
        while stream.pointee.avail_in > 0, let byte = stream.pointee.next_in?.pointee, byte == 0 {
          stream.pointee.next_in += 1
          stream.pointee.avail_in -= 1
        }
        if stream.pointee.avail_in == 0 { continue }
        inflateReset(stream)
        isBetweenMembers = false
      }
      let status = inflate(stream, Z_NO_FLUSH)
      switch status {
      case Z_OK, Z_BUF_ERROR: break
      case Z_STREAM_END: isBetweenMembers = true
      default: throw damage(stream.pointee.msg.map { String(cString: $0) } ?? "zlib status \(status)")
      }
    }
    available = Self.capacity - Int(stream.pointee.avail_out)
    return true
  }

  private func damage(_ reason: String) -> SourceError {
    .corruptCompression(path: path, byte: fileBytes - Int(inflation?.pointee.avail_in ?? 0), reason: reason)
  }

  /// Reads from the file into `input`, beginning at `offset`; 0 at the end of the file.
  private func readFile(at offset: Int) throws -> Int {
    let free = UnsafeMutableRawBufferPointer(UnsafeMutableBufferPointer(rebasing: input[offset...]))
    var count: Int
    repeat { count = read(descriptor, free.baseAddress, free.count) } while count < 0 && errno == EINTR
    guard count >= 0 else { throw FileError(path: path, action: .read) }
    digest.update(UnsafeRawBufferPointer(rebasing: free[..<count]))
    fileBytes += count
    return count
  }
}
