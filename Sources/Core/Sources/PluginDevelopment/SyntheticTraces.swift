internal import Chemistry
internal import Foundation
internal import Tensors

/// Traces for the sample of a new modality, computed from the bonds of a molecule: a line for each kind of bond, no
/// spectroscopy. The file says so.
enum SyntheticTraces {
  /// Where the axis begins and ends, and how many points it has.
  static let axis = (first: 400.0, step: 28.0, count: 128)
  private static let lineWidth = 40.0

  /// A table in the format of the template's reader.
  static func table() throws -> String {
    let points = (0..<axis.count).map { axis.first + axis.step * Double($0) }
    var lines = [
      "# synthetic: computed from the kinds of bonds, not measured; good for trying out the plugin and nothing else",
      "name,smiles," + points.map { String(format: "%.0f", $0) }.joined(separator: ","),
    ]
    for (index, smiles) in molecules.enumerated() {
      let values = try trace(of: smiles, seed: UInt64(index)).map { String(format: "%.3f", $0) }
      lines.append("synthetic-\(index + 1),\(smiles)," + values.joined(separator: ","))
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private static var molecules: [String] {
    let table = pluginTemplates.first { $0.path == "molecules/data/molecules.csv" }?.text ?? ""
    return table.split(separator: "\n").dropFirst().compactMap { $0.split(separator: ",").last.map(String.init) }
  }

  /// A Gaussian line a bond, at a place that the two elements and the order of the bond decide, and a little noise.
  private static func trace(of smiles: String, seed: UInt64) throws -> [Double] {
    let graph = try Molecule(smiles: smiles).graph(features: .released)
    let (atomWidth, bondWidth) = (graph.features.atomVocabulary.count, graph.features.bondVocabulary.count)
    let random = RandomStream(seed: seed, name: "traces")
    var values = (0..<axis.count).map { _ in 0.01 * Double(random.uniform()) }
    for atom in 0..<graph.atomCount {
      for edge in Int(graph.incomingOffsets[atom])..<Int(graph.incomingOffsets[atom + 1])
      where Int(graph.sources[edge]) < atom {
        let elements = [atom, Int(graph.sources[edge])].map { Int(graph.atomCodes[$0 * atomWidth]) }.sorted()
        let kind = 7 * elements[0] + 13 * elements[1] + 31 * Int(graph.bondCodes[edge * bondWidth])
        let center = axis.first + Double((kind * 157) % Int(axis.step * Double(axis.count)))
        for point in values.indices {
          let offset = (axis.first + axis.step * Double(point) - center) / lineWidth
          values[point] += exp(-offset * offset / 2)
        }
      }
    }
    return values
  }
}
