/// The entries of a zip archive that lies in memory, ZIP64 included: PKWARE's APPNOTE 6.3.10, with the methods "stored"
/// and "deflated".
///
/// Only the central directory says what the archive holds. An archive comes from anywhere, so that every number in it
/// is checked before it is used. No path is ever made of a name.
public struct ZipArchive {
  public struct Entry: Sendable {
    public let name: String
    /// The size of the content, in bytes.
    public let byteCount: Int
    /// The bytes of the archive that hold the content.
    let place: Range<Int>
    let isDeflated: Bool
    let checksum: UInt32
  }

  /// In the order of the central directory; no name occurs twice.
  public let entries: [Entry]
  private let bytes: UnsafeRawBufferPointer

  /// - Parameter bytes: of the whole archive; they must stay until the last use of this value.
  public init(_ bytes: UnsafeRawBufferPointer) throws(ZipError) {
    self.bytes = bytes
    let directory = try Self.directory(bytes)
    var entries: [Entry] = []
    var names: Set<String> = []
    var position = directory.place.lowerBound
    for _ in 0..<directory.count {
      let (entry, next) = try Self.entry(bytes, at: position, end: directory.place.upperBound)
      guard names.insert(entry.name).inserted else { throw .duplicate(entry: entry.name) }
      entries.append(entry)
      position = next
    }
    self.entries = entries
  }

  /// The content of an entry that is stored as it is, in place; `nil` for a deflated one.
  public func storedBytes(of entry: Entry) -> UnsafeRawBufferPointer? {
    entry.isDeflated ? nil : UnsafeRawBufferPointer(rebasing: bytes[entry.place])
  }

  /// The content of an entry, after its checksum was compared.
  /// - Parameters:
  ///   - entry: one of ``entries``.
  ///   - limit: in bytes; a longer entry is an error and isn't read.
  public func content(of entry: Entry, limit: Int) throws(ZipError) -> [UInt8] {
    guard entry.byteCount <= limit else { throw .tooLong(entry: entry.name, bytes: entry.byteCount, limit: limit) }
    let raw = UnsafeRawBufferPointer(rebasing: bytes[entry.place])
    let content = entry.isDeflated ? Deflate.inflated(raw, byteCount: entry.byteCount) : Array(raw)
    guard let content, Deflate.checksum(content) == entry.checksum else { throw .damaged(entry: entry.name) }
    return content
  }
}

/// What is wrong with a zip archive.
public enum ZipError: Error, Equatable, CustomStringConvertible {
  /// No end of a central directory: no zip archive, or one that was cut off.
  case noDirectory
  /// The directory, or an entry's header, lies outside the archive or has no right beginning.
  case malformed(byte: Int)
  case encrypted(entry: String)
  /// A method of compression that isn't read here, by its number in the format.
  case method(entry: String, Int)
  case duplicate(entry: String)
  case tooLong(entry: String, bytes: Int, limit: Int)
  /// The content doesn't inflate to its size, or has another checksum.
  case damaged(entry: String)

  public var description: String {
    switch self {
    case .noDirectory: "the zip archive has no directory: it is cut off or damaged"
    case .malformed(let byte): "the zip archive is damaged at byte \(byte)"
    case .encrypted(let entry): "entry \(entry) of the zip archive is encrypted"
    case .method(let entry, let number):
      "entry \(entry) of the zip archive is compressed by method \(number); "
        + "expected stored or deflated"
    case .duplicate(let entry): "the zip archive has two entries \(entry)"
    case .tooLong(let entry, let bytes, let limit):
      "entry \(entry) of the zip archive has \(bytes) bytes; "
        + "at most \(limit) are read"
    case .damaged(let entry): "entry \(entry) of the zip archive is damaged: its checksum differs"
    }
  }
}

// MARK: - The directory

extension ZipArchive {
  /// Where the central directory lies and how many entries it lists.
  private static func directory(_ bytes: UnsafeRawBufferPointer) throws(ZipError) -> (place: Range<Int>, count: Int) {
    // The end record is followed by nothing but a comment of up to 65,535 bytes.
    var end = bytes.count - 22
    let earliest = max(0, end - 0xffff)
    while end >= earliest, bytes.number(at: end, as: UInt32.self) != 0x0605_4b50 { end -= 1 }
    guard end >= earliest, let count = bytes.number(at: end + 10, as: UInt16.self),
      let size = bytes.number(at: end + 12, as: UInt32.self), let offset = bytes.number(at: end + 16, as: UInt32.self)
    else { throw .noDirectory }
    guard count == 0xffff || size == .max || offset == .max else {
      return (try place(Int(offset), Int(size), in: end, count: Int(count)), Int(count))
    }
    guard bytes.number(at: end - 20, as: UInt32.self) == 0x0706_4b50,
      let record = bytes.number(at: end - 12, as: UInt64.self).flatMap({ Int(exactly: $0) }),
      bytes.number(at: record, as: UInt32.self) == 0x0606_4b50, record <= end - 20 - 56,
      let count = bytes.number(at: record + 32, as: UInt64.self).flatMap({ Int(exactly: $0) }),
      let size = bytes.number(at: record + 40, as: UInt64.self).flatMap({ Int(exactly: $0) }),
      let offset = bytes.number(at: record + 48, as: UInt64.self).flatMap({ Int(exactly: $0) })
    else { throw .malformed(byte: end) }
    return (try place(offset, size, in: record, count: count), count)
  }

  /// The directory's bytes, which end at or before `end` and are enough for so many entries.
  private static func place(
    _ offset: Int, _ size: Int, in end: Int, count: Int
  ) throws(ZipError) -> Range<Int> {
    guard offset <= end, size <= end - offset, count <= size / 46 else { throw .malformed(byte: end) }
    return offset..<offset + size
  }

  /// The entry whose header of the directory lies at a place, and where the next one does.
  private static func entry(
    _ bytes: UnsafeRawBufferPointer, at position: Int, end: Int
  ) throws(ZipError) -> (entry: Entry, next: Int) {
    func number<Value: FixedWidthInteger>(_ offset: Int, _: Value.Type) throws(ZipError) -> Value {
      guard let value = bytes.number(at: position + offset, as: Value.self) else { throw .malformed(byte: position) }
      return value
    }
    guard position <= end - 46, try number(0, UInt32.self) == 0x0201_4b50 else { throw .malformed(byte: position) }
    let (nameLength, extraLength) = (Int(try number(28, UInt16.self)), Int(try number(30, UInt16.self)))
    let extra = position + 46 + nameLength
    let next = extra + extraLength + Int(try number(32, UInt16.self))
    guard next <= end else { throw .malformed(byte: position) }
    let name = String(decoding: bytes[position + 46..<extra], as: UTF8.self)
    guard try number(8, UInt16.self) & 1 == 0 else { throw .encrypted(entry: name) }
    let method = try number(10, UInt16.self)
    guard method == 0 || method == 8 else { throw .method(entry: name, Int(method)) }

    // In this order, those that don't fit stand in the extra field of ZIP64.
    var sizes = [try number(24, UInt32.self), try number(20, UInt32.self), try number(42, UInt32.self)].map { Int($0) }
    if sizes.contains(0xffff_ffff) {
      guard var place = wideSizes(bytes, extra..<extra + extraLength) else { throw .malformed(byte: position) }
      for index in sizes.indices where sizes[index] == 0xffff_ffff {
        guard place.count >= 8,
          let wide = bytes.number(at: place.lowerBound, as: UInt64.self).flatMap({ Int(exactly: $0) })
        else { throw .malformed(byte: position) }
        sizes[index] = wide
        place = place.lowerBound + 8..<place.upperBound
      }
    }
    let (byteCount, compressedCount, header) = (sizes[0], sizes[1], sizes[2])
    guard bytes.number(at: header, as: UInt32.self) == 0x0403_4b50,
      let localName = bytes.number(at: header + 26, as: UInt16.self),
      let localExtra = bytes.number(at: header + 28, as: UInt16.self)
    else { throw .malformed(byte: header) }
    let start = header + 30 + Int(localName) + Int(localExtra)
    // Deflate makes of a byte no more than 1,032 (https://zlib.net/zlib_tech.html).
    guard start <= bytes.count, compressedCount <= bytes.count - start,
      method == 0 ? byteCount == compressedCount : byteCount / 1032 <= compressedCount
    else { throw .malformed(byte: header) }
    let entry = Entry(
      name: name, byteCount: byteCount, place: start..<start + compressedCount, isDeflated: method == 8,
      checksum: try number(16, UInt32.self))
    return (entry, next)
  }

  /// The content of the extra field of ZIP64, number 1.
  private static func wideSizes(_ bytes: UnsafeRawBufferPointer, _ extra: Range<Int>) -> Range<Int>? {
    var position = extra.lowerBound
    while position + 4 <= extra.upperBound, let id = bytes.number(at: position, as: UInt16.self),
      let length = bytes.number(at: position + 2, as: UInt16.self)
    {
      let end = position + 4 + Int(length)
      guard end <= extra.upperBound else { return nil }
      if id == 1 { return position + 4..<end }
      position = end
    }
    return nil
  }
}

extension UnsafeRawBufferPointer {
  /// The little-endian number at a place; `nil` where it would lie outside.
  public func number<Value: FixedWidthInteger>(at offset: Int, as _: Value.Type) -> Value? {
    guard offset >= 0, offset <= count - MemoryLayout<Value>.size else { return nil }
    return Value(littleEndian: loadUnaligned(fromByteOffset: offset, as: Value.self))
  }
}
