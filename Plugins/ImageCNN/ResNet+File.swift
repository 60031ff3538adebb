internal import Foundation
public import NeuralNetworks
internal import Tensors

extension ResNet {
  /// torchvision's name of the parameter or buffer at a path.
  public static func torchvisionName(of path: String) -> String {
    path.replacingOccurrences(of: ".downsample.convolution.", with: ".downsample.0.")
      .replacingOccurrences(of: ".downsample.norm.", with: ".downsample.1.")
  }

  /// The values by torchvision's names.
  var torchvisionState: [(name: String, value: Tensor)] {
    namedState.map { (Self.torchvisionName(of: $0.name), $0.state.value) }
  }

  /// Reads a network whose tensors have torchvision's names, perhaps all with one prefix.
  ///
  /// Depth, width and channels follow from the tensors. The layer after the pooling (`fc`) and counts of batches are passed
  /// over. Weights stay in the mapped file.
  /// - Returns: the network, and the names of tensors that are no part of it.
  /// - Throws: ``ImageError``, or an error of the file.
  public static func read(_ file: SafetensorsFile) throws -> (network: ResNet, unused: [String]) {
    let stem = "conv1.weight"
    // The blocks have a `conv1.weight` each, all with longer names.
    guard let first = file.names.filter({ $0.hasSuffix(stem) }).min(by: { $0.count < $1.count }) else {
      throw ImageError.invalidFile(file.url.path, reason: "no \(stem), so not the tensors of a ResNet")
    }
    let prefix = String(first.dropLast(stem.count))
    let shape = try shape(of: file, prefix: prefix)
    // Before anything of the size that the names ask for is allotted.
    let held = try file.names.reduce(0) { try $0 + file.shape(of: $1).reduce(1, *) }
    guard shape.parameterCount <= held else {
      throw ImageError.invalidFile(
        file.url.path,
        reason: "a ResNet-\(shape.depth) of width \(shape.width) has \(shape.parameterCount) numbers, "
          + "more than the \(held) of the file")
    }
    let network = ResNet(shape, random: .unused)
    let paths = Dictionary(uniqueKeysWithValues: network.namedState.map { (torchvisionName(of: $0.name), $0.name) })
    var unused: [String] = []
    try network.load(from: file) { name in
      let path = name.hasPrefix(prefix) ? paths[String(name.dropFirst(prefix.count))] : nil
      if path == nil, !name.hasSuffix(".num_batches_tracked") { unused.append(name) }
      return path
    }
    return (network, unused)
  }

  private static func shape(of file: SafetensorsFile, prefix: String) throws -> ResNetShape {
    let stem = try file.shape(of: prefix + "conv1.weight")
    let stages = (1...4).map { stage in
      (0..<ResNetShape.mostBlocks).prefix { file.contains("\(prefix)layer\(stage).\($0).conv1.weight") }.count
    }
    let hasBottlenecks = file.contains("\(prefix)layer1.0.conv3.weight")
    guard stem.count == 4, (1...ResNetShape.mostWidth).contains(stem[0]), [1, 3].contains(stem[1]) else {
      throw ImageError.invalidFile(
        file.url.path,
        reason: "\(prefix)conv1.weight is \(stem), expected [1 to \(ResNetShape.mostWidth), 1 or 3, 7, 7]")
    }
    let known = ResNetShape.depths.compactMap { ResNetShape(depth: $0, width: stem[0], channels: stem[1]) }
    guard let shape = known.first(where: { $0.stages == stages && $0.hasBottlenecks == hasBottlenecks }) else {
      let blocks = stages.map(String.init).joined(separator: ", ")
      throw ImageError.invalidFile(
        file.url.path,
        reason: "stages of \(blocks) \(hasBottlenecks ? "bottlenecks" : "blocks") are no ResNet-"
          + ResNetShape.depths.map(String.init).joined(separator: ", -"))
    }
    return shape
  }
}

extension ResNetShape {
  /// Blocks of a stage that are looked for in a file.
  fileprivate static let mostBlocks = 64
  /// Keeps the products of sizes far from overflow.
  static let mostWidth = 1024
}
