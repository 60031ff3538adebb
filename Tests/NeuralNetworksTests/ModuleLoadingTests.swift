import Foundation
import NeuralNetworks
import Tensors
import Testing

/// How far a file may differ from the module that takes its state from it.
struct ModuleLoadingTests {
  private final class Pair: Module {
    let first = Parameter(Tensor([1, 2]))
    let second = Parameter(Tensor([3]))
  }

  private static let complete: [(name: String, value: Tensor)] = [
    ("first", Tensor([10, 20])), ("second", Tensor([30])),
  ]
  private static let extra: (name: String, value: Tensor) = ("extra", Tensor([40]))

  private func withFile<Result>(
    _ tensors: [(name: String, value: Tensor)], _ body: (SafetensorsFile) throws -> Result
  ) throws -> Result {
    let url = FileManager.default.temporaryDirectory.appending(path: "acml-\(UUID().uuidString).safetensors")
    defer { try? FileManager.default.removeItem(at: url) }
    try Safetensors.write(tensors, to: url)
    return try body(SafetensorsFile(url))
  }

  @Test func missingTensors() throws {
    try withFile([Self.complete[0]]) { file in
      let pair = Pair()
      for strictness in [LoadStrictness.all, .allowUnused] {
        let error = #expect(throws: LoadReport.self) { try pair.load(from: file, strictness: strictness) }
        #expect(error?.missing == ["second"])
      }
      #expect(pair.first.value.values == [1, 2])
      let report = try pair.load(from: file, strictness: .allowMissing)
      #expect(report.missing == ["second"])
      #expect(pair.first.value.values == [10, 20])
      #expect(pair.second.value.values == [3])
    }
  }

  @Test func unusedTensors() throws {
    try withFile(Self.complete + [Self.extra]) { file in
      let pair = Pair()
      for strictness in [LoadStrictness.all, .allowMissing] {
        let error = #expect(throws: LoadReport.self) { try pair.load(from: file, strictness: strictness) }
        #expect(error?.unused == ["extra"])
      }
      #expect(pair.second.value.values == [3])
      let report = try pair.load(from: file, strictness: .allowUnused)
      #expect(report.unused == ["extra"])
      #expect(pair.second.value.values == [30])
    }
  }

  @Test func shapesMustAgreeInAnyCase() throws {
    try withFile([("first", .zeros([2, 1])), Self.extra]) { file in
      let error = #expect(throws: LoadReport.self) {
        try Pair().load(from: file, strictness: [.allowMissing, .allowUnused])
      }
      let mismatch = try #require(error?.mismatched.first)
      #expect((mismatch.name, mismatch.found, mismatch.expected) == ("first", [2, 1], [2]))
    }
  }

  /// Names of another origin are mapped; what maps to nothing is passed over, and a second tensor for a place is unused.
  @Test func renaming() throws {
    let tensors: [(name: String, value: Tensor)] = [
      ("model.first", Tensor([10, 20])), ("model.second", Tensor([30])), ("head.bias", Tensor([0])),
    ]
    func path(_ name: String) -> String? { name.hasPrefix("model.") ? String(name.dropFirst(6)) : nil }
    try withFile(tensors) { file in
      let pair = Pair()
      let report = try pair.load(from: file, renaming: path)
      #expect(report.unused.isEmpty && report.missing.isEmpty)
      #expect(report.description.hasSuffix(": fits"))
      #expect(pair.first.value.values == [10, 20])
      let error = #expect(throws: LoadReport.self) {
        try pair.load(from: file, strictness: .allowMissing) { _ in "second" }
      }
      #expect(error?.mismatched.map(\.name) == ["model.first"])
      #expect(error?.unused == ["model.second", "head.bias"])
    }
  }

  @Test func reportNamesTheFirstFive() throws {
    let tensors = (0..<7).map { (name: "t\($0)", value: Tensor([Float($0)])) }
    try withFile(tensors) { file in
      let error = #expect(throws: LoadReport.self) { try Pair().load(from: file) }
      #expect(
        error?.description
          == "\(file.url.path): 2 missing tensors: first, second; 7 tensors without a place: t0, t1, t2, t3, t4, …")
    }
  }

  /// A wrong type of number is told with the tensor's name, and nothing has changed by then.
  @Test func integersAreNoParameters() throws {
    let header =
      #"{"first":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"#
      + #""second":{"dtype":"I32","shape":[1],"data_offsets":[8,12]}}"#
    let url = FileManager.default.temporaryDirectory.appending(path: "acml-\(UUID().uuidString).safetensors")
    defer { try? FileManager.default.removeItem(at: url) }
    try (withUnsafeBytes(of: UInt64(header.utf8.count).littleEndian) { Data($0) } + header.utf8 + Data(count: 12))
      .write(to: url)
    let pair = Pair()
    let error = #expect(throws: SafetensorsError.self) { try pair.load(from: SafetensorsFile(url)) }
    #expect(error?.tensor == "second")
    #expect(pair.first.value.values == [1, 2])
  }
}
