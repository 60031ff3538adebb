import Foundation
import NeuralNetworks
import Tensors
import TestSupport
import Testing

/// Files that `torch.save` wrote (`Tests/Golden/pytorch_files.py`), and pickles made here that it never would.
struct PyTorchFileTests {
  private static let folder = Golden.ownFolder.appending(path: "pytorch")

  private static func file(_ name: String) throws -> PyTorchFile {
    try PyTorchFile(folder.appending(path: "\(name).bin"))
  }

  @Test("All types of numbers, views and shared storages", arguments: ["archive", "legacy", "deflated"])
  func tensors(_ name: String) throws {
    let file = try Self.file(name)
    let expected = try SafetensorsFile(Self.folder.appending(path: "expected.safetensors"))
    #expect(file.names.sorted() == expected.names.sorted())
    #expect(file.names.first == "state_dict.float32" && file.contains("state_dict.rows") && !file.contains("epoch"))
    for name in expected.names {
      #expect(try file.shape(of: name) == expected.shape(of: name), "\(name)")
      if let integers = try? expected.integers(name) {
        #expect(try file.integers(name) == integers, "\(name)")
        #expect(throws: PyTorchFileError.self) { try file.tensor(name) }
      } else {
        let (found, reference) = (try file.tensor(name), try expected.tensor(name))
        #expect(found.shape == reference.shape && found.values == reference.values, "\(name)")
        #expect(throws: PyTorchFileError.self) { try file.integers(name) }
      }
    }
  }

  @Test("A module takes its state from either kind of file")
  func loading() throws {
    let file = try Self.file("module")
    let linear = Linear(3, 2, initializer: .zeros, random: RandomStream(seed: 0, name: "test"))
    let report = try linear.load(from: file, strictness: .allowUnused) {
      $0.hasPrefix("0.") ? String($0.dropFirst(2)) : $0
    }
    #expect(linear.weight.value.values == [0, 0.25, 0.5, 0.75, 1, 1.25])
    #expect(linear.bias?.value.values == [1, 1.25])
    #expect(report.unused.contains("1.running_mean") && report.unused.contains("1.num_batches_tracked"))
    #expect(try file.integers("1.num_batches_tracked") == [0])
    #expect(try TensorFiles.open(file.url).names == file.names)
  }

  @Test(
    "A pickle that names a function is refused, and the function is named", arguments: ["program", "program-legacy"])
  func program(_ name: String) throws {
    let error = #expect(throws: PyTorchFileError.self) { try Self.file(name) }
    #expect(error?.reason == .forbiddenGlobal("posix.system"))
    #expect(error?.entry == (name == "program" ? "program/data.pkl" : "the pickle at byte 137"))
  }

  @Test("A missing tensor is told by its name")
  func missing() throws {
    let file = try Self.file("archive")
    #expect(throws: PyTorchFileError(file: file.url.path, entry: "tensor x", reason: .missingTensor)) {
      try file.tensor("x")
    }
  }

  /// Reads everything of a file with these bytes.
  private static func readAll(_ bytes: [UInt8]) throws -> [String] {
    let url = FileManager.default.temporaryDirectory.appending(path: "acml-\(UUID().uuidString).bin")
    defer { try? FileManager.default.removeItem(at: url) }
    try Data(bytes).write(to: url)
    let file = try PyTorchFile(url)
    for name in file.names {
      if (try? file.tensor(name)) == nil { _ = try file.integers(name) }
    }
    return file.names
  }

  @Test(
    "No damage of a byte and no cut does more than make an error", arguments: ["archive", "legacy", "program-legacy"])
  func damage(_ name: String) throws {
    let bytes = Array(try Data(contentsOf: Self.folder.appending(path: "\(name).bin")))
    var failures = 0
    func check(_ bytes: [UInt8]) {
      do { _ = try Self.readAll(bytes) } catch {
        failures += 1
        #expect(error is PyTorchFileError, "\(error)")
      }
    }
    for place in bytes.indices {
      var damaged = bytes
      damaged[place] ^= [0x01, 0x80, 0xff][place % 3]
      check(damaged)
    }
    for length in stride(from: 0, to: bytes.count, by: 7) { check(Array(bytes.prefix(length))) }
    #expect(failures > bytes.count / 10)
  }

  // MARK: Pickles made by hand

  /// A legacy file around one pickle, with one storage of floats.
  private static func legacy(_ pickle: [UInt8], floats: Int = 4) -> [UInt8] {
    let magic: [UInt8] = [0x80, 2, 0x8a, 10, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19, 0x2e]
    let version: [UInt8] = [0x80, 2] + Array("M".utf8) + [0xe9, 3] + Array(".".utf8)
    let keys = Array("]X".utf8) + [1, 0, 0, 0] + Array("ka.".utf8)
    return magic + version + Array("}.".utf8) + pickle + keys
      + withUnsafeBytes(of: UInt64(floats).littleEndian, Array.init) + Array(repeating: 0, count: 4 * floats)
  }

  private static func text(_ text: String) -> [UInt8] { [0x8c, UInt8(text.utf8.count)] + Array(text.utf8) }

  /// `{"x": tensor}` over the storage `k`.
  private static func tensor(offset: UInt8 = 0, shape: [UInt8], strides: [UInt8], floats: UInt8 = 4) -> [UInt8] {
    func tuple(_ numbers: [UInt8]) -> [UInt8] {
      Array("(".utf8) + numbers.flatMap { [UInt8(ascii: "K"), $0] } + Array("t".utf8)
    }
    let storage =
      Array("((".utf8) + text("storage") + Array("ctorch\nFloatStorage\n".utf8) + text("k") + text("cpu")
      + [UInt8(ascii: "K"), floats] + Array("tQ".utf8)
    return Array("}".utf8) + text("x") + Array("ctorch._utils\n_rebuild_tensor_v2\n".utf8) + storage
      + [UInt8(ascii: "K"), offset] + tuple(shape) + tuple(strides) + [0x89] + Array("NtRs.".utf8)
  }

  @Test("A tensor made by hand is read")
  func handMade() throws {
    #expect(try Self.readAll(Self.legacy(Self.tensor(shape: [2, 2], strides: [2, 1]))) == ["x"])
  }

  static let faults: [(name: String, pickle: [UInt8], text: String)] = [
    (
      "beyond its storage", tensor(offset: 1, shape: [2, 2], strides: [2, 1]), "a tensor that doesn't fit its storage"
    ),
    ("strides beyond its storage", tensor(shape: [2, 2], strides: [3, 1]), "a tensor that doesn't fit its storage"),
    ("repeated numbers", tensor(shape: [200, 200], strides: [0, 0]), "a tensor that doesn't fit its storage"),
    ("shape without strides", tensor(shape: [4], strides: []), "a tensor that doesn't fit its storage"),
    ("another count", tensor(shape: [4], strides: [1], floats: 5), "expected a storage of 5 numbers"),
    ("eval", Array("c__builtin__\neval\n(tR.".utf8), "asks for __builtin__.eval"),
    ("a later protocol's name", text("os") + text("system") + [0x93, 0x2e], "asks for os.system"),
    ("an object", Array("(ios\nsystem\n.".utf8), "the opcode 105"),
    ("an instance", Array(")\u{81}.".utf8), "the opcode 194"),
    ("an extension", [0x82, 1, 0x2e], "the opcode 130"),
    ("an empty stack", Array("R.".utf8), "values that don't fit"),
    ("a memo that isn't there", Array("h\u{5}.".utf8), "values that don't fit"),
    ("a mark that isn't there", Array("t.".utf8), "values that don't fit"),
    ("a call of what isn't one", Array(")}R.".utf8), "values that don't fit"),
    ("no end", Array(repeating: UInt8(ascii: "N"), count: 20), "the pickle ends early"),
    ("text beyond the end", [UInt8(ascii: "X"), 0xff, 0xff, 0xff, 0x7f], "the pickle ends early"),
  ]

  @Test("What no file of weights holds", arguments: faults.indices)
  func saysWhatIsWrong(_ index: Int) throws {
    let (name, pickle, text) = Self.faults[index]
    let bytes = name == "no end" ? Array(Self.legacy([]).prefix(24)) + pickle : Self.legacy(pickle)
    let error = #expect(throws: PyTorchFileError.self, "\(name)") { try Self.readAll(bytes) }
    #expect("\(try #require(error))".contains(text), "\(name): \(String(describing: error))")
  }

  @Test("Depth, circles and repetition make neither a crash nor a long wait", .timeLimit(.minutes(1)))
  func bombs() throws {
    // A million tuples, each in the next.
    let nested = Array("N".utf8) + Array(repeating: 0x85, count: 1_000_000) + Array(".".utf8)
    #expect(throws: PyTorchFileError.self) { try Self.readAll(Self.legacy(nested)) }
    // A list that holds itself.
    let circle = Array("]q\u{0}h\u{0}a.".utf8)
    #expect(throws: PyTorchFileError.self) { try Self.readAll(Self.legacy(circle)) }
    // Ten lists, each with the one before a hundred times: 100¹⁰ values.
    var doubling = Array("]q\u{0}".utf8)
    for level in 0..<10 as Range<UInt8> {
      doubling += Array("](".utf8)
      for _ in 0..<100 { doubling += [UInt8(ascii: "h"), level] }
      doubling += [UInt8(ascii: "e"), UInt8(ascii: "q"), level + 1]
    }
    #expect(throws: PyTorchFileError.self) { try Self.readAll(Self.legacy(doubling + Array(".".utf8))) }
  }

  @Test(
    "Things in the place of a file of weights",
    arguments: [
      ("version https://git-lfs.github.com/spec/v1\n", PyTorchFileError.Reason.gitPointer), ("", .notPyTorch),
      ("{\"a\": 1}", .notPyTorch), ("PK\u{3}\u{4}", .zip(.noDirectory)),
    ])
  func noWeights(_ text: String, _ reason: PyTorchFileError.Reason) {
    let error = #expect(throws: PyTorchFileError.self) { try Self.readAll(Array(text.utf8)) }
    #expect(error?.reason == reason)
  }
}
