import ACML
import Chemistry
import Conformance
import Foundation
import ForeignFunctions
import Spectra
import Tensors
import Testing

/// A library compiled when the tests run, since that is how strangers' libraries come.
private let library: String? = {
  let source = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "library/functions.c")
  let output = FileManager.default.temporaryDirectory.appending(path: "acml-foreign-\(UUID().uuidString).so")
  let process = Process()
  process.executableURL = URL(filePath: "/usr/bin/env")
  process.arguments = ["clang", "-shared", "-fPIC", "-O1", "-o", output.path, source.path]
  process.standardError = FileHandle.nullDevice
  guard (try? process.run()) != nil else { return nil }
  process.waitUntilExit()
  return process.terminationStatus == 0 ? output.path : nil
}()

@Suite(.enabled(if: library != nil, "clang compiles the library"))
struct ForeignFunctionTests {
  private static let catalog: PluginCatalog = {
    let registry = Registry()
    register(in: registry)
    return registry.freeze()
  }()

  /// One function of the test library.
  private func settings(_ entries: [String: SettingNode]) -> SettingNode {
    var function = entries
    if function["library"] == nil { function["library"] = SettingNode((library ?? "").setting) }
    return mapping(["functions": SettingNode(.sequence([mapping(function)]))])
  }

  private func mapping(_ entries: [String: SettingNode]) -> SettingNode {
    SettingNode(.mapping(entries.sorted { $0.key < $1.key }.map { SettingEntry($0.key, $0.value) }))
  }

  private func encoder(_ entries: [String: SettingNode]) throws -> any ModalityEncoder {
    try Self.catalog.modalityEncoder("foreign-function").load(
      URL(filePath: "/"), settings: settings(entries), ModalityEncoderContext(weights: .none))
  }

  private func encoder(calling signatures: String..., result: String = "count") throws -> any ModalityEncoder {
    try encoder(["call": SettingNode(signatures.setting), "result": SettingNode(result.setting)])
  }

  private func sample(_ smiles: String, _ spectrum: Spectrum? = nil) throws -> Sample {
    Sample(identity: smiles, smiles: smiles, molecule: try Molecule(smiles: smiles), payload: spectrum)
  }

  private func values(_ encoder: any ModalityEncoder, _ sample: Sample) throws -> [Float] {
    let encoded = try encoder.encode([sample])
    #expect(encoded.failures.isEmpty)
    return encoded.embeddings.values
  }

  /// Without functions there is nothing to try, which is no fault of the plugin; with some the laws are tried.
  @Test func theLawsNeedFunctions() throws {
    let left = try ConformanceCheck("foreign-function", in: Self.catalog).run()
    #expect(left.filter(\.isBroken).isEmpty)
    #expect(left.last?.outcome == .notExamined("functions has no default; give a value with --set"))
    var options = ConformanceCheck.Options()
    options.settings = settings(["call": SettingNode(["float64 length(smiles: text)"].setting)])
    let findings = try ConformanceCheck("foreign-function", in: Self.catalog, options: options).run()
    #expect(findings.contains { $0.law == .builds && $0.outcome == .kept("width 1") })
  }

  @Test func resultsAndOutputsStandInARow() throws {
    let encoder = try encoder([
      "call": SettingNode(
        [
          "float64 length(smiles: text)",
          "int32 letters(smiles: text, output: float32[4], capacity: int32, first: int32)",
          "int64 text_length(label: text)", "int8 small()", "uint8 small_unsigned()",
        ].setting),
      "arguments": mapping(["first": SettingNode(78.setting), "label": SettingNode("abc".setting)]),
    ])
    #expect(encoder.embeddingDimensions == 8)
    // The canonical SMILES CCOCCN has one N and one O.
    let found = try values(encoder, sample("NCCOCC"))
    #expect(found == [6, 1, 1, 0, 0, 3, -3, 250])
  }

  @Test func peaksArePassedWithTheirNumber() throws {
    let spectrum = MassSpectrum(peaks: [.init(mz: 100, intensity: 1), .init(mz: 50, intensity: 3)])
    let encoder = try encoder(
      calling: "float64 centroid(positions: float64[], intensities: float32[], peaks: uint64)")
    let found = try values(encoder, sample("C", .mass(spectrum)))
    #expect(found == [62.5])
    let without = try encoder.encode([sample("C")])
    #expect(without.failures.map(\.reason) == ["the sample has no spectrum"])
  }

  @Test func statusAndVoidFunctionsWriteAll() throws {
    let squares = try values(
      try encoder(calling: "int32 status_squares(output: uint16[3])", result: "status"), sample("C"))
    #expect(squares == [1, 4, 9])
    let filled = try values(try encoder(calling: "void fill(output: float64[2])"), sample("C"))
    #expect(filled == [0.5, -2])
  }

  @Test func objectsAreMadeAndReleased() throws {
    let prepared: [String: SettingNode] = [
      "prepare": SettingNode("pointer make(smiles: text)".setting),
      "call": SettingNode(["int32 size_of(object: pointer)", "int32 count_live()"].setting),
      "release": SettingNode("void drop(object: pointer)".setting), "threadSafe": SettingNode(false.setting),
    ]
    let encoder = try encoder(prepared)
    let encoded = try encoder.encode([sample("CCO"), sample("CCCCCCCCCCCCCCCCCCCCCCCC"), sample("CC")])
    // One lives in each call, so none was left over.
    #expect(encoded.embeddings.values == [3, 1, 2, 1])
    #expect(encoded.rows == [0, 2])
    #expect(encoded.failures.map(\.reason) == ["`make` failed with 0"])
  }

  @Test(arguments: [
    (
      "int32 letters(smiles: text, output: float32[4], capacity: int32, first: int32)", "[Cl-]",
      "`letters` failed with -7"
    ),
    ("float32 not_a_number(smiles: text)", "C", "value 0 of `not_a_number` is not finite"),
    ("int32 writes_too_much(output: int8[8])", "C", "`writes_too_much` wrote beyond the 8 values of its output"),
    ("int32 status_squares(output: uint16[3])", "C", "`status_squares` wrote 0 values, expected 3"),
  ])
  func whatGoesWrongIsTheSamplesFailure(_ signature: String, _ smiles: String, _ reason: String) throws {
    var entries = ["call": SettingNode([signature].setting)]
    if signature.contains("first") {
      entries["arguments"] = mapping(["first": SettingNode(65.setting)])
    }
    let encoded = try encoder(entries).encode([sample(smiles)])
    #expect(encoded.failures.map(\.reason) == [reason])
    #expect(encoded.embeddings.shape[0] == 0)
  }

  @Test(arguments: [
    ("float65 length(smiles: text)", "there is no type `float65`; did you mean `float64`? expected"),
    ("length(smiles)", "expected a signature such as"),
    ("float64 length(smiles: int32)", "`smiles` can't have that type"),
    ("float64 length(smiles)", "found the parameter 'smiles'"),
    ("void length(smiles: text)", "gives nothing"),
    ("float64 length(other: int32)", "`length` needs `other`"),
    ("float64 length(object: int32)", "no `prepare` has made it"),
    ("int32 fill(output: float32[0])", "has 0 values"),
    ("int32 fill(capacity: int32)", "but no `output`"),
  ])
  func aWrongSignatureIsAnErrorOfTheConfiguration(_ signature: String, _ message: String) {
    let error = #expect(throws: InvalidConfiguration.self) { try encoder(calling: signature) }
    #expect(error?.description.contains(message) == true, "\(error?.description ?? "")")
  }

  @Test func aWrongSymbolOrLibraryIsAnError() throws {
    func message(_ entries: [String: SettingNode]) -> String {
      do {
        _ = try encoder(entries)
        return "nothing was thrown"
      } catch { return "\(error)" }
    }
    let call = SettingNode(["float64 nothing_of_the_kind()"].setting)
    #expect(message(["call": call]).contains("has no function `nothing_of_the_kind`"))
    #expect(
      message(["call": call, "library": SettingNode("/no/such.so".setting)]).contains(
        "functions.0.library: /no/such.so can't be loaded"))
    let text = FileManager.default.temporaryDirectory.appending(path: "acml-\(UUID().uuidString).so")
    try Data("no library".utf8).write(to: text)
    defer { try? FileManager.default.removeItem(at: text) }
    #expect(message(["call": call, "library": SettingNode(text.path.setting)]).contains("can't be loaded"))
  }

  @Test func aSavedEncoderIsTheSame() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "acml-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let first = try encoder(calling: "float64 length(smiles: text)")
    try first.save(to: folder)
    let second = try Self.catalog.modalityEncoder("foreign-function").load(
      folder, ModalityEncoderContext(weights: .saved))
    #expect(second.fingerprint == first.fingerprint)
    let (a, b) = (try values(first, sample("CCO")), try values(second, sample("CCO")))
    #expect(a == b)
  }
}
