public import NeuralNetworks
public import Tensors

/// Tells the molecules of a batch apart: embeddings and fingerprints are drawn together in a space of their own where they
/// belong together, and apart where not, by InfoNCE (van den Oord et al., arXiv 1807.03748) in both directions.
///
/// Fingerprint bits are guessed each for itself, most of them by what is common; this asks for what distinguishes.
public final class FingerprintContrast: Module {
  public let embedding: Linear
  public let fingerprint: Linear
  public let fingerprintNorm: LayerNorm
  public let output: Linear
  /// The logarithm of the factor that cosines are multiplied by.
  public let logScale: Parameter

  private static let dimensions = 256
  private static let hiddenDimensions = 512
  private static let dropout: Float = 0.2

  /// - Parameters:
  ///   - dimensions: width of the embedding.
  ///   - bits: length of the fingerprint.
  ///   - random: where initial weights are drawn from.
  public init(_ dimensions: Int, bits: Int, random: RandomStream) {
    embedding = Linear(dimensions, Self.dimensions, random: random.child("embedding"))
    fingerprint = Linear(bits, Self.hiddenDimensions, random: random.child("fingerprint"))
    fingerprintNorm = LayerNorm(Self.hiddenDimensions)
    output = Linear(Self.hiddenDimensions, Self.dimensions, random: random.child("output"))
    // A temperature of 0.07, as in CLIP (Radford et al., arXiv 2103.00020).
    logScale = Parameter(.full([], 2.66))
  }

  /// The mean over both directions of `−Σ t log softmax(scale · cosine)`; `t` is shared evenly by equal fingerprints, since
  /// nothing tells these apart.
  /// - Parameters:
  ///   - embeddings: `[samples, dimensions]`.
  ///   - fingerprints: `[samples, bits]`, zeros and ones.
  ///   - mode: training or inference.
  /// - Returns: a scalar.
  public func callAsFunction(_ embeddings: Tensor, fingerprints: Tensor, mode: Mode) throws -> Tensor {
    let one = try embedding(embeddings.dropout(Self.dropout, mode: mode)).l2Normalized()
    let hidden = try fingerprintNorm(
      fingerprint(fingerprints.dropout(Self.dropout, mode: mode), activation: .gelu))
    let other = try output(hidden.dropout(Self.dropout, mode: mode)).l2Normalized()
    let logits = try one.matmul(other, transposed: true) * logScale.tensor.clamped(0, 4.6).exp()
    let targets = try Self.targets(fingerprints)
    return try (logits.crossEntropy(softTargets: targets) + logits.transposed().crossEntropy(softTargets: targets))
      .scaled(by: 0.5)
  }

  /// For each sample the shares of those that have its fingerprint, itself among them; symmetric.
  private static func targets(_ fingerprints: Tensor) throws -> Tensor {
    var numbers: [[Float]: Int] = [:]
    var classes: [Int] = []
    var counts: [Int] = []
    let columns = fingerprints.columns
    fingerprints.withUnsafeValues { values in
      for row in 0..<fingerprints.rows {
        let bits = Array(values[row * columns..<(row + 1) * columns])
        let number = numbers[bits] ?? numbers.count
        if number == counts.count { counts.append(0) }
        numbers[bits] = number
        counts[number] += 1
        classes.append(number)
      }
    }
    return Tensor.filled([classes.count, classes.count]) { values in
      for (row, one) in classes.enumerated() {
        for (column, other) in classes.enumerated() {
          values[row * classes.count + column] = one == other ? 1 / Float(counts[one]) : 0
        }
      }
    }
  }
}
