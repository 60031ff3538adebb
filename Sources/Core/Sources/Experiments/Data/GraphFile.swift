internal import Files
internal import Foundation

/// A file of packed graphs, memory-mapped.
///
/// | bytes | what (integers little-endian) |
/// |---|---|
/// | 0–7 | `ACMLGRF1` |
/// | 8–15 | number of graphs, 64 bits |
/// | 16–47 | a digest of what they were made from |
/// | 48–63 | zeros |
/// | 64… | the graphs, as `MolecularGraph.packed` |
/// | then | for each graph where it ends, counted from the file's first byte, 64 bits |
/// | last 4 | CRC-32 of all bytes before |
struct GraphFile: Sendable {
  private let mapping: MappedFile
  private let indexStart: Int

  private static let magic = Array("ACMLGRF1".utf8)
  private static let headerBytes = 64
  private static let checksumBytes = 4

  /// A whole and undamaged file of so many graphs; `nil` where there is none.
  init?(_ path: String, count: Int, digest: SHA256.Digest) {
    guard let mapping = try? MappedFile(path) else { return nil }
    let bytes = mapping.bytes
    let sumStart = bytes.count - Self.checksumBytes
    indexStart = sumStart - 8 * count
    guard indexStart >= Self.headerBytes, bytes[..<48].elementsEqual(Self.header(count, digest)[..<48]),
      UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: sumStart, as: UInt32.self))
        == crc(UnsafeRawBufferPointer(rebasing: bytes[..<sumStart]))
    else { return nil }
    var last = UInt64(Self.headerBytes)
    for place in stride(from: indexStart, to: sumStart, by: 8) {
      let end = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: place, as: UInt64.self))
      guard end >= last, end <= UInt64(indexStart) else { return nil }
      last = end
    }
    self.mapping = mapping
  }

  var bytes: UnsafeRawBufferPointer { mapping.bytes }

  /// Where a graph lies.
  func place(_ graph: Int) -> Range<Int> { (graph == 0 ? Self.headerBytes : end(graph - 1))..<end(graph) }

  /// The index was checked when the file was opened.
  private func end(_ graph: Int) -> Int {
    Int(UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: indexStart + 8 * graph, as: UInt64.self)))
  }

  private static func header(_ count: Int, _ digest: SHA256.Digest) -> [UInt8] {
    var header = magic
    withUnsafeBytes(of: UInt64(count).littleEndian) { header += $0 }
    header += digest.bytes
    return header + [UInt8](repeating: 0, count: headerBytes - header.count)
  }

  /// Writes graphs chunk by chunk, so that no more than one chunk of them is in memory.
  /// - Parameters:
  ///   - graphs: makes those of a range. Throwing from it leaves no file.
  static func write(
    to file: URL, count: Int, chunk: Int, digest: SHA256.Digest, graphs: (Range<Int>) throws -> [[UInt8]]
  ) throws {
    try createFolder(file.deletingLastPathComponent())
    let writer = try AtomicFileWriter(file)
    var sum: UInt32 = 0
    func append(_ bytes: [UInt8]) throws {
      sum = bytes.withUnsafeBytes { crc($0, after: sum) }
      try writer.write(bytes)
    }
    try append(header(count, digest))
    var (index, end): ([UInt8], Int) = ([], headerBytes)
    for start in stride(from: 0, to: count, by: chunk) {
      for packed in try graphs(start..<min(count, start + chunk)) {
        try append(packed)
        end += packed.count
        withUnsafeBytes(of: UInt64(end).littleEndian) { index += $0 }
      }
    }
    try append(index)
    let checksum: [UInt8] = withUnsafeBytes(of: sum.littleEndian) { Array($0) }
    try writer.write(checksum)
    try writer.commit()
  }
}
