public import NeuralNetworks
public import Tensors

/// What draws the two views of a molecule together and views of different molecules apart.
public protocol ContrastiveObjective: Module {
  /// How the trained spaces are to be compared in retrieval.
  var similarity: Similarity { get }

  /// The loss of a batch.
  /// - Returns: a scalar, differentiable with respect to both sides and the objective's own parameters.
  func callAsFunction(_ batch: ContrastiveBatch) throws -> Tensor

  /// Figures to log after a step, for example `temperature`.
  var metrics: [String: Double] { get }
}

extension ContrastiveObjective {
  public var metrics: [String: Double] { [:] }
}

/// How two embeddings are compared.
public enum Similarity: String, Sendable, CaseIterable {
  case cosine
  case dotProduct = "dot-product"
}

/// Projected embeddings of both sides of a batch.
///
/// Row `i` of ``graph`` and row `i` of ``modality`` are two views of one molecule, for the first ``pairCount`` rows. Rows
/// beyond are further negatives: in ``modality`` samples of other molecules, in ``graph`` molecules that have no sample.
public struct ContrastiveBatch {
  /// Shape `[pairCount + extra, dimensions]`.
  public let graph: Tensor
  /// Shape `[pairCount + extra, dimensions]`, its `extra` being another than that of ``graph``.
  public let modality: Tensor
  /// How many rows of both sides belong together.
  public let pairCount: Int
  /// Pairs `(row of graph, row of modality)` off the diagonal that show the same compound: no negatives, to be left
  /// out of every sum.
  public let duplicates: [(graph: Int, modality: Int)]

  /// - Parameters:
  ///   - graph: shape `[pairCount + extra, dimensions]`; rows beyond the pairs show compounds that no row of `modality` shows.
  ///   - modality: shape `[pairCount + extra, dimensions]`.
  ///   - pairCount: how many rows belong together; all of `graph` unless given.
  ///   - identities: for each row of `modality`, which compound it shows.
  public init(graph: Tensor, modality: Tensor, pairCount: Int? = nil, identities: [Int32]) {
    self.graph = graph
    self.modality = modality
    self.pairCount = pairCount ?? graph.shape.first ?? 0
    var rowsOf: [Int32: [Int]] = [:]
    for (row, identity) in identities.enumerated() { rowsOf[identity, default: []].append(row) }
    var duplicates: [(graph: Int, modality: Int)] = []
    for row in 0..<min(self.pairCount, identities.count) {
      for other in rowsOf[identities[row]] ?? [] where other != row { duplicates.append((row, other)) }
    }
    self.duplicates = duplicates
  }
}
