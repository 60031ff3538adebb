import ACML
import Foundation
import NMR
import NeuralNetworks
import Testing

@Suite("Folders of encoders") struct EncoderFolderTests {
  private static let catalog = {
    let registry = Registry()
    register(in: registry)
    return registry.freeze()
  }()

  private func load(_ folder: TemporaryFolder, _ id: String = "nmr-cnn-13c") throws -> any ModalityEncoder {
    try Self.catalog.modalityEncoder(id).load(folder.url, ModalityEncoderContext(weights: .saved))
  }

  private func saved(_ kind: NMRNetworkKind = .set) throws -> (TemporaryFolder, any ModalityEncoder) {
    let (folder, encoder) = (try TemporaryFolder(), try smallTask(kind).makeEncoder())
    try encoder.save(to: folder.url)
    return (folder, encoder)
  }

  @Test("The plugin registers two modalities and an encoder of each, without a problem")
  func registration() {
    #expect(Self.catalog.problems.isEmpty)
    #expect(Self.catalog.modalities.map(\.modality.rawValue).sorted() == ["nmr-13c", "nmr-1h"])
    #expect(Self.catalog.modalityEncoders.flatMap(\.modalities).map(\.rawValue).sorted() == ["nmr-13c", "nmr-1h"])
  }

  @Test("An encoder that was saved and loaded is the same", arguments: NMRNetworkKind.allCases)
  func saving(_ kind: NMRNetworkKind) throws {
    let (folder, encoder) = try saved(kind)
    let loaded = try load(folder)
    #expect(loaded.fingerprint == encoder.fingerprint)
    #expect(try loaded.encode(samples()).embeddings.values == encoder.encode(samples()).embeddings.values)
  }

  @Test("Of a folder without settings, of another encoder's and of broken settings the file is named")
  func errors() throws {
    let (folder, _) = try saved()
    #expect(throws: NMRError.self) { try load(folder, "nmr-cnn-1h") }
    let path = folder.url.appending(path: "encoder.json").path
    func message() -> String {
      do {
        _ = try load(folder)
        return "loaded"
      } catch { return "\(error)" }
    }
    try folder.replace("\"heads\": 2", with: "\"heads\": 3", in: "encoder.json")
    #expect(message() == "\(path):1:1: settings.heads: found 3, expected a divisor of dimensions, 16")
    try folder.replace("\"heads\": 3", with: "\"head\": 2", in: "encoder.json")
    #expect(message().hasPrefix("\(path):1:1: settings.head: no such key"))
    try folder.write("{", to: "encoder.json")
    #expect(message().hasPrefix("\(path):1:1: no JSON"))
    try folder.remove("encoder.json")
    #expect(message().hasPrefix("\(path): "))
  }

  @Test("Settings that ask for more than the weights hold are refused before anything is made")
  func tooLarge() throws {
    let (folder, _) = try saved()
    try folder.replace("\"layers\": 2", with: "\"layers\": 48", in: "encoder.json")
    #expect(throws: NMRError.self) { try load(folder) }
    try folder.replace("\"dimensions\": 16", with: "\"dimensions\": 4096", in: "encoder.json")
    #expect(throws: NMRError.self) { try load(folder) }
  }

  @Test("Weights of another shape are refused")
  func otherWeights() throws {
    let (folder, _) = try saved()
    try folder.replace("\"intermediateDimensions\": 32", with: "\"intermediateDimensions\": 16", in: "encoder.json")
    #expect(throws: LoadReport.self) { try load(folder) }
  }
}
