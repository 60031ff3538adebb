import ACML
import Chemistry
import Foundation
import NeuralNetworks
import Spectra
import Tensors
import Testing

/// Libraries that keep to `acml_plugin.h`, and those that don't.
@Suite(.serialized)
struct CPluginTests {
  private static let source = PluginFixture.tests.appending(path: "Fixtures/plugins/Foreign/source/foreign.c")

  // Compiled once for all tests, which run one after the other.
  private nonisolated(unsafe) static let compiled = Result {
    let fixture = try PluginFixture()
    let library = try fixture.compile([source], to: "libForeign.so")
    return (fixture: fixture, library: library, catalog: fixture.load())
  }

  private var catalog: PluginCatalog { get throws { try Self.compiled.get().catalog } }

  /// A count that the library keeps of what it has given out.
  private func left(_ symbol: String) throws -> Int32 {
    let handle = try #require(dlopen(Self.compiled.get().library.path, RTLD_NOW | RTLD_NOLOAD))
    return try #require(dlsym(handle, symbol)).load(as: Int32.self)
  }

  private func settings(_ fault: String) -> SettingNode {
    SettingNode(.mapping([SettingEntry("fault", SettingNode(.scalar(SettingScalar(fault))))]))
  }

  /// What the error that `body` throws says.
  private func sentence(_ body: () throws -> Void) throws -> String {
    do { try body() } catch { return try #require(error as? any ClassifiedError).description }
    Issue.record("nothing was thrown")
    return ""
  }

  // MARK: What the library says of itself

  struct Lie: Sendable, CustomTestStringConvertible {
    let name: String
    let definitions: [String: String]
    let sentence: String
    var testDescription: String { name }
  }

  static let lies: [Lie] = [
    Lie(
      name: "another ABI", definitions: ["REPORTED_ABI": "2"],
      sentence: "was built for another core: its C ABI number is 2, expected 1; rebuild it:"),
    Lie(
      name: "a short library", definitions: ["REPORTED_SIZE": "16"],
      sentence: "its size of `acml_c_library` is 16, expected at least 40; rebuild it:"),
    Lie(
      name: "a short encoder", definitions: ["REPORTED_ENCODER_SIZE": "8"],
      sentence: "its size of `acml_modality_encoder` is 8, expected at least 80; rebuild it:"),
    Lie(
      name: "an uneven encoder", definitions: ["REPORTED_ENCODER_SIZE": "81"],
      sentence: "describes itself wrongly: `size` of `acml_modality_encoder` is 81"),
    Lie(
      name: "a million encoders", definitions: ["REPORTED_COUNT": "1000000"],
      sentence: "describes itself wrongly: it announces 1000000 of `acml_modality_encoder`"),
    Lie(
      name: "nothing", definitions: ["NO_DESCRIPTION": "1"],
      sentence: "describes itself wrongly: `acml_c_plugin` returns null for the ABI 1"),
    Lie(
      name: "no id", definitions: ["REPORTED_ID": "0"],
      sentence: "describes itself wrongly: `id of a modality encoder` is null"),
    Lie(
      name: "no text", definitions: ["REPORTED_ID": PluginFixture.text("\\xff")],
      sentence: "describes itself wrongly: `id of a modality encoder` is no UTF-8"),
    Lie(
      name: "no modality", definitions: ["REPORTED_MODALITIES": PluginFixture.text(" ")],
      sentence: "describes itself wrongly: `c-counts` reads no modality"),
    Lie(
      name: "no function", definitions: ["REPORTED_ENCODE": "0"],
      sentence: "describes itself wrongly: `encode` of `c-counts` is null"),
    Lie(
      name: "a kind that isn't", definitions: ["REPORTED_KIND": "7"],
      sentence: "describes itself wrongly: the setting `scale` has the kind 7, expected one from 1 to 5"),
    Lie(
      name: "a default of another type", definitions: ["REPORTED_INITIAL": PluginFixture.text("many")],
      sentence: "describes itself wrongly: `initial` of the setting `scale`: found `many`, expected a number"),
    Lie(
      name: "a default out of range", definitions: ["REPORTED_INITIAL": PluginFixture.text("11")],
      sentence: "describes itself wrongly: `c-counts`: the default of `scale` is outside of its own range"),
  ]

  @Test(arguments: lies)
  func aLibraryThatDescribesItselfWronglyIsRefused(_ lie: Lie) throws {
    let fixture = try PluginFixture()
    try fixture.compile([Self.source], to: "libWrong.so", definitions: lie.definitions)
    let catalog = fixture.load()
    #expect(catalog.components.isEmpty)
    #expect(try #require(catalog.reports.first).description.contains(lie.sentence))
  }

  /// A newer library, whose structures are longer, is read as far as this program knows it.
  @Test func aLongerLibraryIsRead() throws {
    let fixture = try PluginFixture()
    try fixture.compile([Self.source], to: "libLonger.so", definitions: ["REPORTED_SIZE": "4000"])
    #expect(fixture.load().reports.map(\.outcome) == [.loaded(ids: ["c-counts", "c-mean"])])
  }

  @Test func itsComponentsAreListedLikeAnyOther() throws {
    #expect(try catalog.components.map(\.id) == ["c-mean", "c-counts"])
    #expect(try catalog.problems.isEmpty)
    let encoder = try catalog.modalityEncoder("c-counts")
    #expect(encoder.modalityList == "smiles, gc-ms, nmr-1h")
    let rows = encoder.loading.rows.map { [$0.path, $0.type, $0.defaultValue ?? "", $0.allowed ?? "", $0.help] }
    #expect(
      rows == [
        ["fault", "text", "none", "", "what to do wrong"],
        ["scale", "number", "1.0", "from 0.0 to 10.0", "what to scale by"],
      ])
  }

  @Test func settingsAreCheckedBeforeTheLibrarySeesThem() throws {
    let wrong = SettingNode(
      .mapping([
        SettingEntry("scale", SettingNode(.scalar(SettingScalar("12")))),
        SettingEntry("scael", SettingNode(.scalar(SettingScalar("1")))),
      ]))
    let context = GraphEncoderContext(features: .ogb, random: RandomStream(seed: 1, name: "weights"))
    let error = #expect(throws: InvalidConfiguration.self) {
      try catalog.graphEncoder("c-mean").make(wrong, at: "graph.settings", context)
    }
    #expect(
      error?.description == """
        graph.settings.scael: no such key; did you mean `scale`?
        graph.settings.scale: found `12`, expected a number from 0.0 to 10.0
        """)
  }

  // MARK: Modality encoders

  private func makeEncoder(_ fault: String = "none") throws -> any ModalityEncoder {
    try catalog.modalityEncoder("c-counts").load(
      URL(filePath: "/"), settings: settings(fault), ModalityEncoderContext(weights: .none))
  }

  private func samples(_ smiles: String...) throws -> [Sample] {
    try smiles.map { Sample(identity: $0, smiles: $0, molecule: try Molecule(smiles: $0)) }
  }

  @Test func aSampleIsSeenAsItIs() throws {
    let spectrum = MassSpectrum(peaks: [.init(mz: 20, intensity: 3), .init(mz: 10, intensity: 5)])
    let shifts = NMRSpectrum(
      nucleus: .proton, peaks: [.init(shift: 1.5, intensity: 2, multiplicity: "dd", integral: 3)])
    let measured = [Spectrum.mass(spectrum), .nmr(shifts)].map {
      Sample(identity: "x", smiles: "", molecule: nil, payload: $0)
    }
    let encoded = try makeEncoder().encode(try samples("OCC", "[U]") + measured)
    #expect(encoded.rows == [0, 2, 3])
    #expect(encoded.failures == [SampleFailure(index: 1, reason: "uranium is too much")])
    // The canonical SMILES has three characters; peaks are sorted by their position.
    #expect(encoded.embeddings.values == [3, 1, 0, 0, 0, 1, 13, 0, 0, 1, 3.5, 5])
  }

  @Test func aSampleWithNothingIsNotHandedOver() throws {
    let encoded = try makeEncoder().encode([Sample(identity: "x", smiles: "", molecule: nil)])
    #expect(encoded.rows.isEmpty && encoded.embeddings.shape == [0, 4])
    #expect(encoded.failures.map(\.reason) == ["the sample has neither a molecule nor a measurement"])
  }

  @Test(arguments: [("nan", "value 2"), ("unwritten", "value 0")])
  func aRowThatIsNotFiniteIsAFailureOfItsSample(_ fault: String, _ place: String) throws {
    let encoded = try makeEncoder(fault).encode(try samples("C", "CC", "CCC"))
    #expect(encoded.rows == [0, 2])
    let reason = "`c-counts` left \(place) unwritten, or it is not finite"
    #expect(encoded.failures == [SampleFailure(index: 1, reason: reason)])
  }

  @Test(arguments: [
    ("open", "`c-counts`: `open` failed with 3: found nothing, expected something"),
    ("endless", "`c-counts`: `open` failed with -1: \(String(repeating: "x", count: 511))"),
    ("nothing", "`c-counts`: `open` returned 0 and left `encoder` null"),
    ("width", "`c-counts`: `dimensions` returned 0, expected 1 to 1048576"),
    ("wide", "`c-counts`: `dimensions` returned 18446744073709551615, expected 1 to 1048576"),
    ("code", "`c-counts`: `encode` failed with 5: the device is gone"),
    ("overrun", "`c-counts`: `encode` wrote beyond the end of the embeddings"),
  ])
  func aModalityEncoderThatFailsSaysSo(_ fault: String, _ sentence: String) throws {
    let samples = try samples("C", "CC")
    let found = try self.sentence { _ = try makeEncoder(fault).encode(samples) }
    #expect(found == sentence)
    #expect(try left("foreign_encoders_left") == 0)
  }

  @Test func weightsAreKeptBesideTheSettings() throws {
    let fixture = try PluginFixture()
    let (weights, saved) = (fixture.folder.appending(path: "made"), fixture.folder.appending(path: "saved"))
    for folder in [weights, saved] {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }
    let descriptor = try catalog.modalityEncoder("c-counts")
    let file = weights.appending(path: "scale.txt")
    try Data("2.5".utf8).write(to: file)
    let encoder = try descriptor.load(weights, ModalityEncoderContext(weights: .folder))
    try encoder.save(to: saved)
    try Data("3.5".utf8).write(to: file)
    let again = try descriptor.load(saved, ModalityEncoderContext(weights: .saved))
    #expect(again.fingerprint == encoder.fingerprint)
    #expect(try again.encode(samples("C")).embeddings.values[1] == 2.5)
    #expect(try descriptor.load(weights, ModalityEncoderContext(weights: .folder)).fingerprint != encoder.fingerprint)
    #expect(try makeEncoder().fingerprint != encoder.fingerprint)
    try FileManager.default.removeItem(at: file)
    let missing = try sentence { _ = try descriptor.load(weights, ModalityEncoderContext(weights: .folder)) }
    #expect(missing == "`c-counts`: `open` failed with 1: \(file.path) can't be read")
    let empty = try sentence { _ = try descriptor.load(fixture.folder, ModalityEncoderContext(weights: .saved)) }
    #expect(empty.contains("settings.json: it can't be read; expected what this encoder saved"))
  }

  // MARK: Graph encoders

  private func makeGraphEncoder(_ fault: String = "none") throws -> any GraphEncoder {
    try catalog.graphEncoder("c-mean").make(
      settings(fault), GraphEncoderContext(features: .ogb, random: RandomStream(seed: 1, name: "weights")))
  }

  private func graphs(_ smiles: String...) throws -> GraphBatch {
    try GraphBatch(smiles.map { try Molecule(smiles: $0).graph(features: .ogb) })
  }

  @Test func parametersAreTheProgramsUnderTheLibrarysNames() throws {
    let encoder = try makeGraphEncoder()
    #expect(encoder.namedParameters.map(\.name) == ["table.elements", "bias"])
    #expect(encoder.parameters.map(\.shape) == [[119, 4], [4]])
    #expect(encoder.parameters[1].value.values == [0, 0, 0, 0])
    #expect(try makeGraphEncoder().parameters[0].value.values == encoder.parameters[0].value.values)
    let fixture = try PluginFixture()
    let file = fixture.folder.appending(path: "encoder.safetensors")
    try encoder.parameters[1].assign(Tensor([1, 2, 3, 4]))
    try encoder.save(to: file)
    let other = try makeGraphEncoder()
    try other.load(from: try SafetensorsFile(file))
    #expect(other.parameters[1].value.values == [1, 2, 3, 4])
  }

  @Test func theResultLeadsBackToTheParameters() throws {
    let encoder = try makeGraphEncoder()
    let batch = try graphs("CO", "C")
    let embeddings = try encoder(batch, mode: .inference)
    let table = encoder.parameters[0].value.values
    let (carbon, oxygen) = (table[20..<24], table[28..<32])
    #expect(embeddings.values == zip(carbon, oxygen).map { 0.5 * $0 + 0.5 * $1 } + carbon)

    try embeddings.sum().backward()
    let gradient = try #require(encoder.parameters[0].gradient).values
    #expect(Array(gradient[20..<24] + gradient[28..<32]) == [1.5, 1.5, 1.5, 1.5, 0.5, 0.5, 0.5, 0.5])
    #expect(encoder.parameters[1].gradient?.values == [2, 2, 2, 2])
    // A context is freed after the way back, where the result is dropped without it, and where none was asked for.
    _ = try encoder(batch, mode: .inference)
    _ = try Gradients.disabled { try encoder(batch, mode: .inference) }
    #expect(try left("foreign_contexts_left") == 0)
  }

  @Test(arguments: [
    ("open", "`c-mean`: `open` failed with 3: found nothing, expected something"),
    ("nothing", "`c-mean`: `open` returned 0 and left `encoder` null"),
    ("width", "`c-mean`: `dimensions` returned 0, expected 1 to 1048576"),
    ("parameters", "`c-mean`: `parameter_count` returned 0, expected 1 to 65536"),
    ("parameter", "`c-mean`: `parameter` failed with 1: no such parameter"),
    ("nameless", "`c-mean`: parameter 0: `name` is null"),
    (
      "misnamed",
      "`c-mean`: parameter 0: found the name `a b`, expected words with dots between them, such as `layers.0.weight`"
    ),
    ("twice", "`c-mean`: parameter 1: there is a parameter `bias` already"),
    ("initial", "`c-mean`: parameter 0: `initial` is 9, expected 0, 1 or 2"),
    ("scale", "`c-mean`: parameter 0: `scale` is not finite"),
    ("rank", "`c-mean`: parameter 0: `rank` is 5, expected 1 to 4"),
    ("empty", "`c-mean`: parameter 0: `shape` is [0, 4], expected at least 1 and at most 2^28 floats"),
    (
      "huge",
      "`c-mean`: parameter 0: `shape` is [1099511627776, 1099511627776], expected at least 1 and at most 2^28 floats"
    ),
    ("code", "`c-mean`: `forward` failed with 5: the device is gone"),
    ("nan", "`c-mean`: `forward`: value 2 of row 0 is not finite"),
    ("overrun", "`c-mean`: `forward` wrote beyond the end of the embeddings"),
    ("backward", "`c-mean`: `backward` failed with 6: no way back"),
    ("backward-nan", "`c-mean`: `backward`: the gradient of parameter 1 is not finite"),
    ("backward-overrun", "`c-mean`: `backward` wrote beyond the end of the gradient of parameter 1"),
  ])
  func aGraphEncoderThatFailsSaysSo(_ fault: String, _ sentence: String) throws {
    let batch = try graphs("CO", "C")
    let found = try self.sentence {
      let encoder = try makeGraphEncoder(fault)
      try encoder(batch, mode: .inference).sum().backward()
    }
    #expect(found == sentence)
    #expect(try left("foreign_encoders_left") == 0)
    #expect(try left("foreign_contexts_left") == 0)
  }

  // MARK: What may be loaded

  @Test func componentsAreAllowedByTheIdsThatTheFileDeclares() throws {
    let fixture = try PluginFixture()
    let library = try fixture.compile([Self.source], to: "libForeign.so", definitions: ["DECLARED": "1"])
    func load(_ allowed: String...) -> PluginCatalog {
      PluginLoader(PluginSearchPath(flags: [library.path], environment: [:], program: nil), allowed: allowed).load()
    }
    #expect(load("c-counts").components.map(\.id) == ["c-counts"])
    #expect(
      load("c-mean").reports.map(\.description)
        == ["\(library.path): is not allowed; add `Foreign`, or some of c-counts, to --allow-plugins"])
    #expect(load("foreign").components.map(\.id) == ["c-mean", "c-counts"])
  }
}
