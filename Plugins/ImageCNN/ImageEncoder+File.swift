public import ACML
public import Foundation
internal import NeuralNetworks

extension ImageEncoder {
  /// The file in the folder that ``save(to:)`` writes.
  public static let weightsFile = "model.safetensors"
  /// Precedes the settings among a file's metadata.
  private static let metadataPrefix = "acml."

  /// Writes `model.safetensors`: the tensors under torchvision's names, and the settings among the metadata.
  public func save(to folder: URL) throws {
    var settings = ImageEncoderSettings()
    (settings.depth, settings.width, settings.picture) = (network.shape.depth, network.shape.width, self.settings)
    var metadata = ["format": "pt"]
    guard case .mapping(let entries) = settings.node.content else { return }
    for entry in entries { metadata[Self.metadataPrefix + entry.key] = entry.value.inline }
    try Safetensors.write(
      network.torchvisionState, metadata: metadata, to: folder.appending(component: Self.weightsFile))
  }

  /// Reads a safetensors file with the tensors of a ResNet under torchvision's names.
  ///
  /// Depth, width and channels follow from the tensors; what else the settings hold from the metadata: `acml.imageSize` and
  /// `acml.scale`. A file that doesn't say is taken for one of torchvision's: 224 pixels and, in colour, ImageNet's scale.
  /// - Throws: ``ImageError``, `InvalidConfiguration`, or an error of the file.
  public convenience init(file url: URL, log: PluginLog = .silent) throws {
    let file = try SafetensorsFile(url)
    let (network, unused) = try ResNet.read(file)
    let shape = network.shape
    let origin = SettingOrigin.file(path: url.path, line: 1, column: 1)
    var entries = [
      "depth": "\(shape.depth)", "width": "\(shape.width)", "colors": shape.channels == 1 ? "grey" : "rgb",
      "scale": shape.channels == 1 ? "ink" : "imagenet",
    ]
    for (key, value) in file.metadata where key.hasPrefix(Self.metadataPrefix) {
      entries[String(key.dropFirst(Self.metadataPrefix.count))] = value
    }
    let node = SettingNode(
      .mapping(
        entries.sorted { $0.key < $1.key }.map {
          SettingEntry($0.key, SettingNode(.scalar(SettingScalar($0.value)), origin: origin), origin: origin)
        }), origin: origin)
    let settings = try ImageEncoderSettings.decode(node, at: "metadata").value
    guard try settings.shape() == shape else {
      throw ImageError.invalidFile(
        url.path,
        reason: "the metadata don't agree with the tensors, which make a ResNet-\(shape.depth) of width "
          + "\(shape.width) over \(shape.channels == 1 ? "grey" : "rgb") pixels")
    }
    // The layer that classifies belongs to every file of torchvision's.
    let others = unused.filter { !$0.hasSuffix("fc.weight") && !$0.hasSuffix("fc.bias") }
    if !others.isEmpty {
      let shown = others.prefix(5).joined(separator: ", ")
      log.note("\(url.path): not part of the encoder: \(shown)\(others.count > 5 ? ", …" : "")")
    }
    try self.init(network, settings.picture)
  }
}
