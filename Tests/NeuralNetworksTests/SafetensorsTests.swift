import Foundation
import NeuralNetworks
import Tensors
import Testing

/// The file format: what is written reads back, and what is damaged is told.
struct SafetensorsTests {
  private static func file(_ header: String, _ data: [UInt8] = [], length: UInt64? = nil) -> Data {
    let bytes = Array(header.utf8)
    return withUnsafeBytes(of: (length ?? UInt64(bytes.count)).littleEndian) { Data($0) } + bytes + data
  }

  private func withFile(_ data: Data, _ body: (URL) throws -> Void) throws {
    let url = FileManager.default.temporaryDirectory.appending(path: "acml-\(UUID().uuidString).safetensors")
    try data.write(to: url)
    defer { try? FileManager.default.removeItem(at: url) }
    try body(url)
  }

  @Test func roundTrip() throws {
    try withFile(Data()) { url in
      let tensors: [(name: String, value: Tensor)] = [
        ("scalar", Tensor(Float(-0.0))), ("empty", .zeros([0, 3])), ("vector", Tensor([.infinity, .nan, 1e-40])),
        ("matrix", try Tensor([1, 2, 3, 4, 5, 6], shape: [2, 3])),
      ]
      try Safetensors.write(tensors, metadata: ["a": "b"], to: url)
      let first = try Data(contentsOf: url)
      let read = try SafetensorsFile(url)
      #expect(Set(read.names) == Set(tensors.map(\.name)))
      for (name, tensor) in tensors {
        let found = try read.tensor(name)
        #expect(found.shape == tensor.shape)
        #expect(found.values.map(\.bitPattern) == tensor.values.map(\.bitPattern), "\(name)")
      }
      try Safetensors.write(tensors, metadata: ["a": "b"], to: url)
      #expect(try Data(contentsOf: url) == first)
    }
  }

  /// 1.5 and −2 in every kind of float.
  static let floats: [(String, [UInt8])] = [
    ("F16", [0x00, 0x3E, 0x00, 0xC0]), ("BF16", [0xC0, 0x3F, 0x00, 0xC0]),
    ("F32", [0, 0, 0xC0, 0x3F, 0, 0, 0, 0xC0]),
    ("F64", [0, 0, 0, 0, 0, 0, 0xF8, 0x3F, 0, 0, 0, 0, 0, 0, 0, 0xC0]),
  ]

  @Test(arguments: floats)
  func convertsFloats(_ type: String, _ bytes: [UInt8]) throws {
    let header = #"{"x":{"dtype":"\#(type)","shape":[2],"data_offsets":[0,\#(bytes.count)]}}"#
    try withFile(Self.file(header, bytes)) { url in
      let values = try SafetensorsFile(url).tensor("x").values
      #expect(values == [1.5, -2])
    }
  }

  private static let good = #"{"x":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#

  static let hostile: [(name: String, data: Data)] = [
    ("empty", Data()), ("seven bytes", Data([1, 2, 3, 4, 5, 6, 7])),
    ("huge header", file("{}", length: 1 << 63)), ("header beyond the file", file("{}", length: 200_000_000)),
    ("no object", file("[1, 2]")), ("no JSON", file("{\"x\":")),
    ("deep JSON", file(String(repeating: "[", count: 100_000))),
    ("negative offset", file(#"{"x":{"dtype":"F32","shape":[1],"data_offsets":[-4,0]}}"#, [0, 0, 0, 0])),
    ("offset beyond the file", file(#"{"x":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#, [0, 0])),
    ("backwards", file(#"{"x":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}"#, [0, 0, 0, 0])),
    ("size and shape", file(#"{"x":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}"#, [0, 0, 0, 0])),
    (
      "overflowing shape",
      file(#"{"x":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,4]}}"#, [0, 0, 0, 0])
    ),
    ("negative shape", file(#"{"x":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}"#, [0, 0, 0, 0])),
    ("unknown type", file(#"{"x":{"dtype":"F7","shape":[1],"data_offsets":[0,4]}}"#, [0, 0, 0, 0])),
    (
      "overlap",
      file(
        #"{"x":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"y":{"dtype":"F32","shape":[1],"data_offsets":[2,6]}}"#,
        [0, 0, 0, 0, 0, 0])
    ),
  ]

  @Test(arguments: hostile.indices)
  func refuses(_ index: Int) throws {
    let (name, data) = Self.hostile[index]
    try withFile(data) { url in
      let error = #expect(throws: SafetensorsError.self, "\(name)") { try SafetensorsFile(url).tensor("x") }
      #expect(error?.description.contains(url.path) == true)
    }
  }

  @Test func refusesEveryCut() throws {
    let whole = Self.file(Self.good, [0, 0, 0, 0])
    for length in 0..<whole.count {
      try withFile(whole.prefix(length)) { url in
        #expect(throws: SafetensorsError.self, "\(length) bytes") { try SafetensorsFile(url).tensor("x") }
      }
    }
    try withFile(whole) { url in
      let values = try SafetensorsFile(url).tensor("x").values
      #expect(values == [0])
      #expect(throws: SafetensorsError.self) { try SafetensorsFile(url).tensor("y") }
    }
  }
}
