internal import NeuralNetworks
internal import Tensors

/// One learned vector for each code of each feature; a row of codes becomes the sum of its vectors.
final class FeatureEmbedding: Module {
  /// The tables of all features one below the other.
  let weight: Parameter
  private let firstRows: [Int32]

  /// - Parameter sizes: how many codes each feature has.
  init(_ sizes: [Int], _ dimensions: Int, random: RandomStream) {
    var firstRows: [Int32] = []
    var rows = 0
    for size in sizes {
      firstRows.append(Int32(rows))
      rows += size
    }
    self.firstRows = firstRows
    weight = Parameter(Initializer.normal(deviation: 0.3).makeTensor([rows, dimensions], random: random))
  }

  /// - Parameter codes: row by row, one for each feature.
  /// - Returns: shape `[rows, dimensions]`.
  func callAsFunction(_ codes: [Int32]) throws -> Tensor {
    let width = firstRows.count
    let rows = codes.indices.map { codes[$0] + firstRows[$0 % width] }
    return try weight.tensor.embeddingSum(rows, codesPerRow: width)
  }
}
