public import NeuralNetworks
public import Tensors

/// The sum of one learned vector for each categorical feature of a row.
public final class CategoricalEmbedding: Module {
  /// The tables of all features one below the other: shape `[Σ sizes, dimensions]`.
  public let weight: Parameter
  private let sizes: [Int]
  private let firstRows: [Int32]

  /// - Parameter sizes: how many codes each feature has.
  public init(_ sizes: [Int], _ dimensions: Int, random: RandomStream) {
    self.sizes = sizes
    var rows = 0
    firstRows = sizes.map { size in
      defer { rows += size }
      return Int32(rows)
    }
    // Glorot's bounds of each table by itself, as in OGB's encoders.
    let values = sizes.flatMap { Initializer.xavierUniform.makeTensor([$0, dimensions], random: random).values }
    weight = Parameter(.filled([rows, dimensions]) { _ = $0.update(fromContentsOf: values) })
  }

  /// - Parameter codes: row by row, one for each feature.
  /// - Returns: shape `[rows, dimensions]`.
  /// - Throws: ``TensorError`` for a code outside its vocabulary.
  public func callAsFunction(_ codes: [Int32]) throws -> Tensor {
    var rows = codes
    var feature = 0
    for position in rows.indices {
      // A code too large would quietly select from the next feature's table.
      guard rows[position] >= 0 && rows[position] < sizes[feature] else {
        throw TensorError.index(operation: "feature \(feature)", value: Int(rows[position]), count: sizes[feature])
      }
      rows[position] += firstRows[feature]
      feature = feature + 1 == sizes.count ? 0 : feature + 1
    }
    return try weight.tensor.embeddingSum(rows, codesPerRow: sizes.count)
  }
}
