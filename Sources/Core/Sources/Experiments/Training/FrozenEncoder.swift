internal import ACML
internal import Foundation
internal import NeuralNetworks

/// Finds the weights that a configuration names, and loads the encoder with them.
struct FrozenEncoder {
  let encoder: any ModalityEncoder
  /// The pre-training run that the weights come from, if they do.
  let run: URL?

  /// - Parameters:
  ///   - weights: a run folder of a pre-training, a file of safetensors or PyTorch, or a folder of the encoder's own or of
  ///     Hugging Face; `nil` for an encoder that needs none.
  ///   - settings: what the weights leave open; `nil` for what was saved with everything.
  init(
    _ descriptor: ModalityEncoderDescriptor, weights: URL?, settings: (node: SettingNode, path: SettingPath)? = nil,
    origin: SettingOrigin, path: SettingPath, log: PluginLog
  ) throws {
    guard let weights else {
      run = nil
      encoder = try descriptor.load(
        URL(filePath: "/"), settings: settings?.node, at: settings?.path ?? "settings",
        ModalityEncoderContext(weights: .none, log: log))
      return
    }
    guard exists(weights) else {
      throw SettingProblem(origin, path, "there is nothing at \(weights.path); make the weights with `acml pretrain`")
    }
    let id = descriptor.component.id
    let location: URL
    let kind: WeightKind
    if exists(weights.appending(path: "run.json")) {
      let folder = try RunFolder.open(at: weights, kind: ExperimentKind.pretrain.rawValue)
      location = folder.encoder(id)
      guard exists(location) else {
        throw SettingProblem(
          origin, path, "the run \(weights.path) holds no encoder `\(id)`")
      }
      (kind, run) = (.saved, folder.url)
    } else if isFolder(weights) {
      let isOwn = descriptor.weights.contains(.saved) && exists(weights.appending(path: WeightKind.savedMarker))
      let foreign = descriptor.weights.contains(.folder) ? WeightKind.folder : .huggingFace
      (location, kind, run) = (weights, isOwn ? .saved : foreign, nil)
    } else {
      (location, kind, run) = (weights, PyTorchFile.isNamed(weights) ? .pyTorch : .safetensors, nil)
    }
    guard descriptor.weights.contains(kind) else {
      let known = descriptor.weights.map(\.rawValue).joined(separator: ", ")
      throw SettingProblem(
        origin, path, "the encoder `\(id)` takes no \(kind.rawValue) weights; it takes: \(known)")
    }
    encoder = try descriptor.load(
      location, settings: settings?.node, at: settings?.path ?? "settings",
      ModalityEncoderContext(weights: kind, log: log))
  }

  /// Saves an encoder into a folder that is made anew, replacing what a killed run left there.
  static func save(_ encoder: any ModalityEncoder, id: String, to folder: URL) throws {
    let temporary = folder.deletingLastPathComponent().appending(
      path: "\(folder.lastPathComponent).tmp-\(uniqueSuffix())")
    defer { try? FileManager.default.removeItem(at: temporary) }
    try createFolder(temporary)
    try encoder.save(to: temporary)
    try AtomicFileWriter.write(
      try json(["encoder": id, "fingerprint": encoder.fingerprint]),
      to: temporary.appending(path: WeightKind.savedMarker))
    if exists(folder) { try FileManager.default.removeItem(at: folder) }
    try FileManager.default.moveItem(at: temporary, to: folder)
  }
}
