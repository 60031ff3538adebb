internal import Tensors

/// How the codes of a bond become one code, so that a layer embeds each kind of bond once and not each bond.
///
/// Combinations are numbered in mixed radix, the last feature running fastest; the self loop, if there is one, comes
/// after all of them.
public struct BondVocabulary: Sendable {
  /// How many codes each feature of an embedding table has. A self loop is a further code of the first feature.
  public let sizes: [Int]
  /// The features of every kind of bond, row by row in the order of the combined codes.
  public let combinations: [Int32]
  /// The combined code of the edge from an atom to itself.
  public let selfLoop: Int32?

  private let bondSizes: [Int]

  /// - Parameters:
  ///   - sizes: how many codes each feature of a bond has.
  ///   - selfLoops: whether every atom also sends a message to itself.
  public init(_ sizes: [Int], selfLoops: Bool) {
    bondSizes = sizes
    let count = sizes.reduce(1, *)
    var combinations: [Int32] = []
    for code in 0..<count {
      var (rest, features) = (code, [Int32](repeating: 0, count: sizes.count))
      for feature in sizes.indices.reversed() {
        features[feature] = Int32(rest % sizes[feature])
        rest /= sizes[feature]
      }
      combinations += features
    }
    selfLoop = selfLoops ? Int32(count) : nil
    if selfLoops, let first = sizes.first {
      self.sizes = [first + 1] + sizes.dropFirst()
      self.combinations = combinations + [Int32(first)] + repeatElement(0, count: sizes.count - 1)
    } else {
      self.sizes = sizes
      self.combinations = combinations
    }
  }

  /// One code a bond.
  /// - Parameter codes: features of bonds, row by row.
  /// - Throws: ``TensorError`` for a code outside its vocabulary.
  func combined(_ codes: [Int32]) throws -> [Int32] {
    let width = max(1, bondSizes.count)
    guard codes.count % width == 0 else {
      throw TensorError.argument(
        operation: "bond codes", expectation: "a multiple of \(width) codes, not \(codes.count)")
    }
    var result = [Int32](repeating: 0, count: codes.count / width)
    for (feature, size) in bondSizes.enumerated() {
      for bond in result.indices {
        let code = codes[bond * width + feature]
        guard code >= 0 && code < size else {
          throw TensorError.index(operation: "bond feature \(feature)", value: Int(code), count: size)
        }
        result[bond] = result[bond] * Int32(size) + code
      }
    }
    return result
  }
}
