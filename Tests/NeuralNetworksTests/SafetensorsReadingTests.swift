import Foundation
import NeuralNetworks
import Tensors
import Testing

/// Files that other programs write, byte by byte, and what exactly is said of a file that is none.
struct SafetensorsReadingTests {
  private func withFile<Result>(
    _ header: String, _ data: [UInt8] = [], _ body: (URL) throws -> Result
  ) throws -> Result {
    let url = FileManager.default.temporaryDirectory.appending(path: "acml-\(UUID().uuidString).safetensors")
    defer { try? FileManager.default.removeItem(at: url) }
    try (withUnsafeBytes(of: UInt64(header.utf8.count).littleEndian) { Data($0) } + header.utf8 + data).write(to: url)
    return try body(url)
  }

  private func expectFault<Value>(
    _ url: URL, _ tensor: String?, _ reason: SafetensorsError.Reason, _ location: SourceLocation = #_sourceLocation,
    _ body: () throws -> Value
  ) {
    let error = #expect(throws: SafetensorsError.self, sourceLocation: location) { try body() }
    #expect(error?.file == url.path, sourceLocation: location)
    #expect(error?.tensor == tensor, sourceLocation: location)
    #expect(error?.reason == reason, sourceLocation: location)
  }

  private static let one: [UInt8] = [0, 0, 0x80, 0x3f]

  @Test func writtenBytes() throws {
    let url = FileManager.default.temporaryDirectory.appending(path: "acml-\(UUID().uuidString).safetensors")
    defer { try? FileManager.default.removeItem(at: url) }
    try Safetensors.write(
      [("b", Tensor([1])), ("a \"\\\n", Tensor(1))], metadata: ["z": "é", "k": "\u{1}"], to: url)
    let text =
      #"{"__metadata__":{"k":"\u0001","z":"é"},"b":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"#
      + #""a \"\\\u000a":{"dtype":"F32","shape":[],"data_offsets":[4,8]}}"#
    let padding = (8 - text.utf8.count % 8) % 8
    var expected = withUnsafeBytes(of: UInt64(text.utf8.count + padding).littleEndian) { Data($0) }
    expected += text.utf8
    expected += repeatElement(UInt8(ascii: " "), count: padding)
    expected += Self.one + Self.one
    #expect(try Data(contentsOf: url) == expected)
    let file = try SafetensorsFile(url)
    #expect(file.names == ["b", "a \"\\\n"])
    #expect(file.metadata == ["z": "é", "k": "\u{1}"])
    #expect(try file.shape(of: "a \"\\\n") == [])
  }

  @Test(arguments: ["x", "__metadata__"])
  func refusesToWriteATakenName(_ name: String) throws {
    let url = FileManager.default.temporaryDirectory.appending(path: "acml-\(UUID().uuidString).safetensors")
    let error = #expect(throws: SafetensorsError.self) {
      try Safetensors.write([("x", Tensor(1)), (name, Tensor(2))], to: url)
    }
    #expect(error?.reason == .nameTaken && error?.tensor == name)
    #expect(!FileManager.default.fileExists(atPath: url.path))
  }

  @Test func refusesToWriteWhereNothingCanBe() {
    let url = FileManager.default.temporaryDirectory.appending(path: "acml-\(UUID().uuidString)/x.safetensors")
    expectFault(url, nil, .system("No such file or directory")) {
      try Safetensors.write([], to: url)
    }
  }

  /// A byte before a tensor of floats leaves these where no float may be read in place.
  @Test func floatsOffTheirAlignment() throws {
    let header =
      #"{"x":{"dtype":"F32","shape":[2],"data_offsets":[1,9]},"b":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}"#
    try withFile(header, [7] + Self.one + [0, 0, 0, 0xc0]) { url in
      let file = try SafetensorsFile(url)
      #expect(file.names == ["b", "x"])
      #expect(try file.tensor("x").values == [1, -2])
      #expect(try file.integers("b") == [7])
    }
  }

  /// A tensor outlives the file that it was read from.
  @Test func tensorKeepsTheMapping() throws {
    let header = #"{"x":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}} "#
    let tensor = try withFile(header, Self.one) { try SafetensorsFile($0).tensor("x") }
    #expect(tensor.values == [1])
  }

  private static let integers: [(String, [UInt8], [Int32])] = [
    ("I8", [0xff, 0x7f], [-1, 127]), ("U8", [0xff, 1], [255, 1]), ("BOOL", [0, 1], [0, 1]),
    ("I16", [0xfe, 0xff, 1, 0], [-2, 1]), ("U16", [0xfe, 0xff, 1, 0], [65_534, 1]),
    ("I32", [0, 0, 0, 0x80, 5, 0, 0, 0], [.min, 5]), ("U32", [5, 0, 0, 0, 0xff, 0xff, 0xff, 0x7f], [5, .max]),
    ("I64", [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 3, 0, 0, 0, 0, 0, 0, 0], [-1, 3]),
    ("U64", [1, 0, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0], [1, 3]),
  ]

  @Test(arguments: integers)
  func readsIntegers(_ type: String, _ bytes: [UInt8], _ expected: [Int32]) throws {
    let header = #"{"x":{"dtype":"\#(type)","shape":[2],"data_offsets":[0,\#(bytes.count)]}}"#
    try withFile(header, bytes) { url in
      let file = try SafetensorsFile(url)
      #expect(try file.integers("x") == expected)
      expectFault(url, "x", .unsupportedType(type, expectation: "F32, F16, BF16 or F64")) { try file.tensor("x") }
    }
  }

  @Test func integersThatDoNotFit() throws {
    let header = #"{"x":{"dtype":"I64","shape":[1],"data_offsets":[0,8]}}"#
    try withFile(header, [0, 0, 0, 0x80, 0, 0, 0, 0]) { url in
      expectFault(url, "x", .integerOutOfRange("2147483648")) {
        try SafetensorsFile(url).integers("x")
      }
    }
  }

  private static let x = #""dtype":"F32","shape":[1]"#

  static let faults: [(header: String, bytes: Int, tensor: String?, reason: SafetensorsError.Reason)] = [
    (#"{"x":{\#(x),"data_offsets":[0,4]}}"#, 5, nil, .trailingBytes(1)),
    (#"{}"#, 3, nil, .trailingBytes(3)),
    (#"{"x":{\#(x),"data_offsets":[0,4]}}"#, 3, "x", .truncated(expectedBytes: 66, foundBytes: 65)),
    (
      #"{"x":{\#(x),"data_offsets":[4,0]}}"#, 4, "x",
      .offsets(begin: 4, end: 0, expectation: "a beginning and a later end")
    ),
    (
      #"{"x":{\#(x),"data_offsets":[1,5]}}"#, 5, "x",
      .offsets(begin: 1, end: 5, expectation: "a beginning at 0, where the previous tensor ends")
    ),
    (
      #"{"x":{\#(x),"data_offsets":[0,4]},"y":{\#(x),"data_offsets":[2,6]}}"#, 6, "y",
      .offsets(begin: 2, end: 6, expectation: "a beginning at 4, where the previous tensor ends")
    ),
    (#"{"x":{\#(x),"data_offsets":[0,8]}}"#, 8, "x", .size(found: 8, expected: 4)),
    (#"{"x":{\#(x),"data_offsets":[0]}}"#, 4, "x", .malformedHeader("data_offsets of 1 numbers; expected 2")),
    (#"{"x":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}"#, 4, "x", .malformedHeader("the shape [-1]")),
    (#"{"x":{"shape":[1],"data_offsets":[0,4]}}"#, 4, nil, .malformedHeader("dtype is missing (at x)")),
  ]

  @Test(arguments: faults.indices)
  func saysWhatIsWrong(_ index: Int) throws {
    let (header, bytes, tensor, reason) = Self.faults[index]
    try withFile(header, Array(repeating: 0, count: bytes)) { url in
      expectFault(url, tensor, reason) { try SafetensorsFile(url) }
    }
  }

  /// A type from another time doesn't keep the rest of the file from being read.
  @Test func unknownTypeBesideOthers() throws {
    let header = #"{"q":{"dtype":"F4","shape":[3],"data_offsets":[0,2]},"x":{\#(Self.x),"data_offsets":[2,6]}}"#
    try withFile(header, [0, 0] + Self.one) { url in
      let file = try SafetensorsFile(url)
      #expect(try file.tensor("x").values == [1])
      for read in [{ _ = try file.tensor("q") }, { _ = try file.integers("q") }] {
        #expect(throws: SafetensorsError.self) { try read() }
      }
      #expect(throws: SafetensorsError.self) { try file.allTensors() }
    }
  }

  /// Things in a file's place: none of them hangs.
  @Test(.timeLimit(.minutes(1)))
  func noRegularFile() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "acml-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let pipe = folder.appending(path: "pipe")
    try #require(mkfifo(pipe.path, 0o600) == 0)
    for url in [folder, pipe] {
      expectFault(url, nil, .system("not a regular file")) {
        try SafetensorsFile(url)
      }
    }
    let missing = folder.appending(path: "missing")
    expectFault(missing, nil, .system("No such file or directory")) {
      try SafetensorsFile(missing)
    }
  }
}
