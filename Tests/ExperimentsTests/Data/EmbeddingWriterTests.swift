import Experiments
import Foundation
import Testing

struct EmbeddingWriterTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func write(_ name: String) throws -> Data {
    let file = folder.url.appending(path: name)
    let writer = try EmbeddingWriter(file, rows: 3, dimensions: 2, columns: ["id", "name"])
    try [1.5, -2].withUnsafeBufferPointer { try writer.append(["1", "a,b"], $0) }
    try writer.append(["2", "bad"], nil)
    try [0.1, 3e20].withUnsafeBufferPointer { try writer.append(["3", "c"], $0) }
    #expect(!folder.entries.contains(name))
    try writer.finish()
    return try Data(contentsOf: file)
  }

  private func floats(_ data: Data) -> [UInt32] {
    data.withUnsafeBytes { bytes in
      (0..<(bytes.count / 4)).map { UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: 4 * $0, as: UInt32.self)) }
    }
  }

  private static let expected: [Float] = [1.5, -2, .nan, .nan, 0.1, 3e20]

  @Test func writesCSV() throws {
    let text = String(decoding: try write("a.csv"), as: UTF8.self)
    #expect(text == "id,name,e0,e1\n1,\"a,b\",1.5,-2.0\n2,bad,,\n3,c,0.1,3e+20\n")
    #expect(folder.entries == ["a.csv"])
  }

  /// The header is byte for byte what NumPy 1.24's `numpy.save` writes.
  @Test func writesNumPy() throws {
    let data = try write("a.npy")
    let header = "{'descr': '<f4', 'fortran_order': False, 'shape': (3, 2), }"
    #expect(data.count == 128 + 24)
    #expect(data.prefix(10) == Data([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, 118, 0]))
    #expect(
      String(decoding: data[10..<128], as: UTF8.self) == header.padding(toLength: 117, withPad: " ", startingAt: 0)
        + "\n")
    #expect(floats(data.dropFirst(128)) == Self.expected.map(\.bitPattern))
    #expect(try folder.read("a.npy.rows.csv") == "id,name\n1,\"a,b\"\n2,bad\n3,c\n")
  }

  @Test func writesSafetensors() throws {
    struct Tensor: Decodable {
      let dtype: String
      let shape: [Int]
      let data_offsets: [Int]
    }
    let data = try write("a.safetensors")
    let length = Int(data.prefix(8).enumerated().reduce(0) { $0 | UInt64($1.element) << UInt64(8 * $1.offset) })
    #expect(length % 8 == 0)
    let header = try JSONDecoder().decode([String: Tensor].self, from: data.dropFirst(8).prefix(length))
    let tensor = try #require(header["embeddings"])
    #expect(tensor.dtype == "F32")
    #expect(tensor.shape == [3, 2])
    #expect(tensor.data_offsets == [0, 24])
    #expect(floats(data.dropFirst(8 + length)) == Self.expected.map(\.bitPattern))
  }

  @Test(arguments: ["a.csv", "a.npy", "a.safetensors"])
  func nothingStaysOfAnUnfinishedTable(name: String) throws {
    do {
      let writer = try EmbeddingWriter(folder.url.appending(path: name), rows: 2, dimensions: 1, columns: [])
      try writer.append([], nil)
      #expect(throws: DataError.self) { try writer.finish() }
      #expect(throws: DataError.self) { try writer.append(["surplus"], nil) }
    }
    #expect(folder.entries == [])
  }

  @Test func anUnknownEndingIsAnError() {
    #expect(
      message(in: folder) {
        _ = try EmbeddingWriter(folder.url.appending(path: "a.parquet"), rows: 1, dimensions: 1, columns: [])
      } == "DIR/a.parquet: embeddings are written as .safetensors, .npy or .csv; the ending names none of them.")
  }
}
