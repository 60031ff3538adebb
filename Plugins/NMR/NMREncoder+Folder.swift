internal import ACML
public import Foundation
internal import NeuralNetworks
internal import Tensors

extension NMREncoder {
  private static let settingsFile = "encoder.json"
  private static let weightsFile = "model.safetensors"
  private static let settingsLimit = 1 << 20

  /// Writes `encoder.json` with the settings and `model.safetensors` with the weights.
  public func save(to folder: URL) throws {
    let settings =
      network.observation == .proton
      ? NMREncoderSettings<Proton>(network.settings).node : NMREncoderSettings<Carbon13>(network.settings).node
    let file = SettingNode(
      .mapping([
        SettingEntry("encoder", SettingNode(network.observation.encoder.setting)), SettingEntry("settings", settings),
      ]))
    try file.json.write(to: folder.appending(component: Self.settingsFile))
    try network.save(to: folder.appending(component: Self.weightsFile))
  }

  /// Reads a folder that ``save(to:)`` wrote.
  /// - Throws: ``NMRError``, `InvalidConfiguration`, or an error of the weights' file.
  convenience init<Observed: ObservedNucleus>(folder: URL, _ observed: Observed.Type) throws {
    let (url, weights) = (folder.appending(component: Self.settingsFile), folder.appending(component: Self.weightsFile))
    let data: Data
    do {
      let handle = try FileHandle(forReadingFrom: url)
      data = try handle.read(upToCount: Self.settingsLimit) ?? Data()
    } catch {
      throw NMRError.unreadableFile(url.path, reason: (error as NSError).localizedDescription)
    }
    let node = try SettingNode(json: data, path: url.path)
    let file = try EncoderFile<Observed>.decode(node).value
    let observation = Observed.observation
    guard file.encoder == observation.encoder else {
      throw NMRError.invalidFile(url.path, reason: "found the encoder \(file.encoder), expected \(observation.encoder)")
    }
    let settings = file.settings.network
    // Before anything of the size that the settings ask for is allocated.
    let tensors = try SafetensorsFile(weights)
    let held = try tensors.names.reduce(0) { try $0 + tensors.shape(of: $1).reduce(1, *) }
    guard settings.parameterCount(observation) <= held else {
      throw NMRError.invalidFile(
        url.path, reason: "the settings make a network larger than the \(held) numbers of \(Self.weightsFile)")
    }
    let network = NMRNetwork(observation, settings, random: .unused)
    try network.load(from: tensors)
    self.init(network)
  }
}

/// What `encoder.json` holds.
private struct EncoderFile<Observed: ObservedNucleus>: Settings {
  var encoder = ""
  var settings = NMREncoderSettings<Observed>()

  static var fields: [SettingField<Self>] {
    [
      .required("encoder", \.encoder, "the encoder's id"),
      .section("settings", \.settings, "the encoder's settings"),
    ]
  }
}

extension NMRNetworkSettings {
  /// How many numbers the network learns.
  public func parameterCount(_ observation: Observation) -> Int {
    // Ranges keep each factor below 2^24 and each product of two below 2^48.
    func linear(_ inputs: Int, _ outputs: Int) -> Int { (inputs + 1) * outputs }
    let patterns = observation.patterns.count
    var (count, width) = (linear(embeddingDimensions, embeddingDimensions), 0)
    if kind.hasSet {
      let block =
        4 * linear(dimensions, dimensions) + linear(dimensions, intermediateDimensions)
        + linear(intermediateDimensions, dimensions) + 4 * dimensions
      count += linear(PeakBatch.width(frequencies), dimensions) + (patterns + 1) * dimensions + 2 * dimensions
      count += layers * block
      width += PeakSetNetwork.outputDimensions(dimensions)
    }
    if kind.hasGrid {
      for (inputs, outputs) in zip([patterns] + channels, channels) {
        count += inputs * outputs * kernelSize + 2 * outputs
      }
      count += linear(SpectrumCNN.flatDimensions(self), dimensions)
      width += dimensions
    }
    return count + linear(width, embeddingDimensions)
  }
}
