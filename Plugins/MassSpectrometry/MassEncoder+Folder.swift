public import Foundation
internal import ACML
internal import NeuralNetworks
internal import Tensors

extension MassEncoder {
  private static var settingsFile: String { "settings.json" }
  private static var weightsFile: String { "model.safetensors" }
  private static var largestSettingsFile: Int { 1 << 20 }

  /// Writes `settings.json` and `model.safetensors`.
  public func save(to folder: URL) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
    try encoder.encode(network.settings).write(to: folder.appending(component: Self.settingsFile))
    try network.save(to: folder.appending(component: Self.weightsFile))
  }

  /// Reads what ``save(to:)`` wrote; weights stay in the mapped file.
  /// - Throws: ``MassSpectrometryError``, `LoadReport`, `SafetensorsError`.
  public convenience init(folder: URL) throws {
    let file = folder.appending(component: Self.settingsFile)
    let settings = try Self.settings(from: file)
    let network = Network(settings, random: .unused)
    try network.load(from: SafetensorsFile(folder.appending(component: Self.weightsFile)))
    self.init(network)
  }

  private static func settings(from file: URL) throws -> Network.Shape {
    do {
      let handle = try FileHandle(forReadingFrom: file)
      let data = try handle.read(upToCount: largestSettingsFile) ?? Data()
      let settings = try JSONDecoder().decode(Network.Shape.self, from: completed(data, of: file))
      // A file may come from anywhere: every value must lie in its range.
      return try Network.Shape.decode(settings.node).value
    } catch let error as MassSpectrometryError {
      throw error
    } catch let error as InvalidConfiguration {
      throw MassSpectrometryError.invalidFile(file.path, reason: error.description)
    } catch let error as DecodingError {
      throw MassSpectrometryError.invalidFile(file.path, reason: "\(error)")
    } catch {
      throw MassSpectrometryError.invalidFile(file.path, reason: error.localizedDescription)
    }
  }

  /// Settings as they were saved, and the defaults of those that came later.
  private static func completed(_ saved: Data, of file: URL) throws -> Data {
    let values = { (data: Data) in try JSONSerialization.jsonObject(with: data) as? [String: Any] }
    guard let own = try values(saved), let defaults = try values(JSONEncoder().encode(Network.Shape())) else {
      return saved
    }
    if let unknown = own.keys.sorted().first(where: { defaults[$0] == nil }) {
      throw MassSpectrometryError.invalidFile(file.path, reason: "there is no setting `\(unknown)`")
    }
    return try JSONSerialization.data(withJSONObject: defaults.merging(own) { $1 })
  }
}
