internal import Foundation
internal import Files

/// One immutable file of a store, memory-mapped.
///
/// | bytes | what (integers little-endian) |
/// |---|---|
/// | 0–7 | `ACMLEMB1` |
/// | 8–15 | row count, 64 bits |
/// | 16–19 | dimensions, 32 bits |
/// | 20–23 | CRC-32 of the bytes 0–19, the encoder's digest and the index |
/// | 24–55 | SHA-256 of the encoder's fingerprint |
/// | 64… | index: for each row its key, 32 bytes, and the CRC-32 of its values, 4 bytes |
/// | next multiple of 64 | the rows, float32 |
final class EmbeddingSegment: Sendable {
  let path: String
  let count: Int
  let dimensions: Int
  private let mapping: MappedFile
  private let rowStart: Int

  private static let magic = Array("ACMLEMB1".utf8)
  private static let headerBytes = 64
  private static let entryBytes = 36

  /// Why a file is not used.
  struct Damage: Error { let reason: String }

  /// Maps a segment and checks its header and index; rows are checked when they are first asked for.
  /// - Throws: ``Damage``.
  init(path: String, fingerprint: SHA256.Digest, dimensions: Int) throws {
    do { mapping = try MappedFile(path) } catch { throw Damage(reason: error.reason) }
    let header = mapping.bytes
    let length = header.count
    guard length >= Self.headerBytes else { throw Damage(reason: "it is cut short") }
    self.path = path
    self.dimensions = dimensions
    let found = UInt64(littleEndian: header.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
    let width = UInt32(littleEndian: header.loadUnaligned(fromByteOffset: 16, as: UInt32.self))
    count = found < UInt64(length) ? Int(found) : 0
    rowStart = Self.rowStart(count)

    guard header.starts(with: Self.magic), found == UInt64(count) else {
      throw Damage(reason: "it is no segment of a store")
    }
    guard Int(width) == dimensions, header[24..<56].elementsEqual(fingerprint.bytes) else {
      throw Damage(reason: "it belongs to another encoder")
    }
    guard length == rowStart + count * dimensions * 4 else { throw Damage(reason: "it is cut short") }
    let expected = UInt32(littleEndian: header.loadUnaligned(fromByteOffset: 20, as: UInt32.self))
    guard expected == Self.checksum(of: header, count: count) else { throw Damage(reason: "its index is damaged") }
  }

  func key(_ row: Int) -> SHA256.Digest {
    let place = Self.headerBytes + row * Self.entryBytes
    return SHA256.Digest(
      words: SIMD4(
        (0..<4).map { UInt64(bigEndian: mapping.bytes.loadUnaligned(fromByteOffset: place + 8 * $0, as: UInt64.self)) })
    )
  }

  func values(_ row: Int) -> UnsafeBufferPointer<Float> {
    let start = rowStart + row * dimensions * 4
    return UnsafeRawBufferPointer(rebasing: mapping.bytes[start..<start + dimensions * 4]).assumingMemoryBound(
      to: Float.self)
  }

  /// Whether a row's values are those that were written.
  func isIntact(_ row: Int) -> Bool {
    let place = Self.headerBytes + row * Self.entryBytes + 32
    return UInt32(littleEndian: mapping.bytes.loadUnaligned(fromByteOffset: place, as: UInt32.self))
      == crc(UnsafeRawBufferPointer(values(row)))
  }

  /// Writes a segment; it appears under its name when it is complete.
  /// - Parameter values: the rows one after the other.
  static func write(
    to file: URL, fingerprint: SHA256.Digest, keys: [SHA256.Digest], values: [Float], dimensions: Int
  ) throws {
    var start = magic
    start += bytes(UInt64(keys.count).littleEndian)
    start += bytes(UInt32(dimensions).littleEndian)
    start += bytes(UInt32(0))
    start += fingerprint.bytes
    start += [UInt8](repeating: 0, count: headerBytes - start.count)
    try values.withUnsafeBytes { rows in
      for (row, key) in keys.enumerated() {
        start += key.bytes
        let width = dimensions * 4
        let part = UnsafeRawBufferPointer(rebasing: rows[(row * width)..<((row + 1) * width)])
        start += bytes(crc(part).littleEndian)
      }
      start += [UInt8](repeating: 0, count: rowStart(keys.count) - start.count)
      let sum = start.withUnsafeBytes { checksum(of: $0, count: keys.count) }
      start.replaceSubrange(20..<24, with: bytes(sum.littleEndian))
      let writer = try AtomicFileWriter(file)
      try writer.write(start)
      try writer.write(rows)
      try writer.commit()
    }
  }

  private static func rowStart(_ count: Int) -> Int { (headerBytes + count * entryBytes + 63) / 64 * 64 }

  private static func checksum(of bytes: UnsafeRawBufferPointer, count: Int) -> UInt32 {
    let start = Array(bytes[0..<20]) + Array(bytes[24..<headerBytes])
    let index = UnsafeRawBufferPointer(rebasing: bytes[headerBytes..<min(bytes.count, rowStart(count))])
    return start.withUnsafeBytes { crc($0) } ^ crc(index)
  }

  private static func bytes(_ value: some FixedWidthInteger) -> [UInt8] { withUnsafeBytes(of: value) { Array($0) } }
}
