import ACML
import Foundation
import Testing

struct RegistryTests {
  private struct Layers: Settings {
    var layers = 5
    static let fields: [SettingField<Self>] = [.init("layers", \.layers, in: 1...64, "number of layers")]
  }

  private struct DefaultOutOfRange: Settings {
    var layers = 0
    static let fields: [SettingField<Self>] = [.init("layers", \.layers, in: 1...64, "number of layers")]
  }

  private struct NameTwice: Settings {
    var layers = 1
    static let fields: [SettingField<Self>] = [
      .init("layers", \.layers, "number of layers"), .init("layers", \.layers, "the same"),
    ]
  }

  private struct NotBuilt: Error {}

  private func registry(_ ids: String...) -> Registry {
    let registry = Registry()
    for id in ids {
      registry.graphEncoder(id, summary: "\(id) network", settings: Layers.self) { _, _ in throw NotBuilt() }
    }
    return registry
  }

  @Test func componentsAreListedByIdWithTheirSettings() throws {
    let catalog = registry("gin", "gat").freeze()
    #expect(catalog.components.map(\.id) == ["gat", "gin"])
    let gin = try catalog.graphEncoder("gin").component
    #expect(gin.summary == "gin network")
    #expect(gin.source == .program)
    #expect(
      gin.settings.rows.map { [$0.path, $0.type, $0.defaultValue, $0.allowed, $0.help] } == [
        ["layers", "integer", "5", "from 1 to 64", "number of layers"]
      ])
  }

  @Test func whatWeightsLeaveOpenIsSaidWhenTheyAreLoaded() throws {
    struct Loaded: Error, Equatable { let layers: Int }
    let registry = Registry()
    registry.modalityEncoder(
      "words", modality: "text", summary: "", settings: NoSettings.self, loading: Layers.self,
      load: { _, settings, _ in throw Loaded(layers: settings.layers) })
    registry.modalityEncoder(
      "plain", modality: "text", summary: "", settings: NoSettings.self, load: { _, _ in throw Loaded(layers: 0) })
    let catalog = registry.freeze()
    let words = try catalog.modalityEncoder("words")
    #expect(words.loading.rows.map(\.path) == ["layers"])
    #expect(try catalog.modalityEncoder("plain").loading.rows.isEmpty)
    let (place, context) = (URL(filePath: "/"), ModalityEncoderContext(weights: .saved))
    #expect(throws: Loaded(layers: 5)) { try words.load(place, context) }
    func settings(_ key: String) -> SettingNode { SettingNode(.mapping([SettingEntry(key, SettingNode(7.setting))])) }
    #expect(throws: Loaded(layers: 7)) { try words.load(place, settings: settings("layers"), context) }
    let error = #expect(throws: InvalidConfiguration.self) {
      try words.load(place, settings: settings("layer"), at: "pairs.0.settings", context)
    }
    #expect("\(try #require(error))".contains("pairs.0.settings.layer"))
  }

  @Test func aDuplicateIsToldAndNotUsed() {
    let catalog = registry("gin", "gin").freeze()
    #expect(
      catalog.problems.map(\.description) == [
        "the program: the graph encoder `gin` has the id of one that the program registered; remove one of the two"
      ])
    #expect(throws: UnknownComponent.self) { try catalog.graphEncoder("gin") }
  }

  @Test func idsAreUniqueAmongAllKinds() {
    let registry = registry("gin")
    registry.objective("gin", summary: "", settings: NoSettings.self) { _, _ in throw NotBuilt() }
    #expect(registry.problems.map(\.reason) == [.duplicate(.program)])
  }

  @Test(arguments: ["", "GIN", "gin_2", "-gin", "gin-", "2gin", "gin--2", "gín"])
  func anIdMustBeKebabCase(_ id: String) {
    #expect(registry(id).problems.map(\.reason) == [.notKebabCase])
  }

  @Test func registeringTooLateIsTold() {
    let registry = registry("gin")
    _ = registry.freeze()
    registry.graphEncoder("gat", summary: "", settings: NoSettings.self) { _, _ in throw NotBuilt() }
    #expect(
      registry.problems.map(\.description) == [
        "the program: the graph encoder `gat` was registered too late; register all in `register(in:)`"
      ])
  }

  @Test func aSchemaThatContradictsItselfIsTold() {
    let registry = Registry()
    registry.graphEncoder("a", summary: "", settings: DefaultOutOfRange.self) { _, _ in throw NotBuilt() }
    registry.graphEncoder("b", summary: "", settings: NameTwice.self) { _, _ in throw NotBuilt() }
    #expect(
      registry.problems.map(\.reason) == [
        .invalidSchema("the default of `layers` is outside of its own range"),
        .invalidSchema("two settings are called `layers`"),
      ])
    #expect(registry.freeze().components.isEmpty)
  }

  @Test func anUnknownIdNamesTheNearest() {
    let catalog = registry("gin", "gcn", "gat").freeze()
    let place = SettingOrigin.file(path: "a.yaml", line: 7, column: 12)
    let error = #expect(throws: UnknownComponent.self) { try catalog.graphEncoder("gim", at: place, "graph.encoder") }
    #expect(
      error?.description
        == "a.yaml:7:12: graph.encoder: no graph encoder `gim`; did you mean `gin`? loaded: gat, gcn, gin")
    #expect(error?.failureClass == .pluginUnavailable)
  }

  @Test func anIdOfAnotherKindIsExplained() {
    let error = #expect(throws: UnknownComponent.self) { try registry("gin").freeze().objective("gin") }
    #expect(error?.description == "no objective `gin` (it is a graph encoder); loaded: none")
  }
}
