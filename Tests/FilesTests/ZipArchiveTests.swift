import Files
import Foundation
import TestSupport
import Testing

/// Archives that PyTorch (stored entries, ZIP64 records) and Python's `zipfile` (deflated entries) wrote.
struct ZipArchiveTests {
  private static func bytes(_ name: String) throws -> [UInt8] {
    Array(try Data(contentsOf: Golden.ownFolder.appending(path: "pytorch/\(name).bin")))
  }

  /// Every entry's content; `nil` where there is no archive.
  private static func contents(_ bytes: [UInt8]) -> [String: Result<[UInt8], ZipError>]? {
    bytes.withUnsafeBytes { bytes in
      guard let archive = try? ZipArchive(bytes) else { return nil }
      return Dictionary(
        uniqueKeysWithValues: archive.entries.map { entry in
          (entry.name, Result { () throws(ZipError) in try archive.content(of: entry, limit: 1 << 20) })
        })
    }
  }

  @Test("Stored and deflated entries have the same content")
  func methods() throws {
    let stored = try #require(Self.contents(try Self.bytes("archive")))
    let deflated = try #require(Self.contents(try Self.bytes("deflated")))
    #expect(stored.count == 19 && stored.keys == deflated.keys)
    #expect(try stored["archive/byteorder"]?.get() == Array("little".utf8))
    for (name, content) in stored { #expect(try content.get() == deflated[name]?.get(), "\(name)") }
  }

  @Test("The sizes of ZIP64 stand in extra fields, whose absence is damage")
  func wideSizes() throws {
    var bytes = try Self.bytes("archive")
    // PyTorch's end record and its ZIP64 record agree; the count of entries in the former says to look at the latter.
    for place in bytes.count - 14..<bytes.count - 10 { bytes[place] = 0xff }
    #expect(Self.contents(bytes)?.count == 19)
    bytes[bytes.count - 42] ^= 1
    #expect(Self.contents(bytes) == nil)
  }

  @Test("A limit holds, and a wrong checksum is told")
  func limits() throws {
    var bytes = try Self.bytes("archive")
    try bytes.withUnsafeBytes { bytes in
      let archive = try ZipArchive(bytes)
      let entry = try #require(archive.entries.first)
      #expect(throws: ZipError.tooLong(entry: entry.name, bytes: entry.byteCount, limit: 10)) {
        try archive.content(of: entry, limit: 10)
      }
    }
    let place = try #require(bytes.firstRange(of: Array("little".utf8))).lowerBound
    bytes[place] ^= 0x20
    let found = try #require(Self.contents(bytes)?["archive/byteorder"])
    #expect(throws: ZipError.damaged(entry: "archive/byteorder")) { try found.get() }
  }

  @Test("No damage of a byte and no cut does more than make an error", arguments: ["archive", "deflated"])
  func damage(_ name: String) throws {
    let bytes = try Self.bytes(name)
    var read = 0
    for place in bytes.indices {
      for bits: UInt8 in [0x01, 0x80, 0xff] {
        var damaged = bytes
        damaged[place] ^= bits
        read += Self.contents(damaged)?.count ?? 0
      }
    }
    for length in 0..<bytes.count { #expect(Self.contents(Array(bytes.prefix(length))) == nil) }
    #expect(read > bytes.count)
  }
}
