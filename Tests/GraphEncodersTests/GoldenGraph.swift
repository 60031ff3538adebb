import GraphEncoders
import NeuralNetworks
import Tensors

/// The batch of graphs that every golden file of this kind holds.
struct GoldenGraph {
  let atomFeatures: [Int32]
  let bondFeatures: [Int32]
  let sources: [Int32]
  let edgeOffsets: [Int32]
  let molecules: Segments

  static let atomSizes = [119, 5, 12, 12, 10, 6, 6, 2, 2]

  init(_ file: SafetensorsFile) throws {
    atomFeatures = try file.integers("in.atom_features")
    bondFeatures = try file.integers("in.edge_attr")
    let ends = try file.integers("in.edge_index")
    sources = Array(ends.prefix(ends.count / 2))
    let graphOfAtom = try file.integers("in.batch")
    edgeOffsets = Self.offsets(Array(ends.suffix(ends.count / 2)), groups: graphOfAtom.count)
    molecules = try Segments(offsets: Self.offsets(graphOfAtom, groups: Int(graphOfAtom.last ?? -1) + 1))
  }

  private static func offsets(_ owners: [Int32], groups: Int) -> [Int32] {
    var offsets = [Int32](repeating: 0, count: groups + 1)
    for owner in owners { offsets[Int(owner) + 1] += 1 }
    for group in 0..<groups { offsets[group + 1] += offsets[group] }
    return offsets
  }
}

extension SafetensorsFile {
  /// The tables of all features one below the other, each cut to the size that is asked for.
  func stacked(_ prefix: String, _ sizes: [Int]) throws -> Tensor {
    try Tensor.concatenated(
      sizes.enumerated().map { feature, size in try tensor("\(prefix).emb.\(feature).weight").rows(0..<size) })
  }
}

extension Module {
  /// Fills parameters and buffers; `source` gives the tensor for each path.
  func fill(from source: (String) throws -> Tensor) throws {
    for (name, state) in namedState { try state.assign(try source(name).reshaped(state.value.shape)) }
  }
}
