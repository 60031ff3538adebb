internal import ACML
internal import Tensors

/// Which side picks its partner among the rows of the other.
enum Direction: CaseIterable {
  /// Each graph that has a partner, among all rows of the modality.
  case fromGraph
  /// Each row of the modality that has a partner, among all graphs.
  case fromModality
}

/// A contrastive batch whose shapes were checked.
struct Pairs {
  private(set) var graph: Tensor
  private(set) var modality: Tensor
  /// How many pairs there are.
  let count: Int
  /// How many rows the graphs have beyond the pairs.
  let extraGraphs: Int
  /// How many rows the modality has beyond the pairs.
  let extraSamples: Int
  private let duplicates: [(graph: Int, modality: Int)]

  /// Added to a logit, it makes its exponential vanish. Finite, so that no sum over nothing gives a NaN.
  private static let excluded: Float = -1e9

  init(_ batch: ContrastiveBatch) throws {
    let (graph, modality, pairs) = (batch.graph.shape, batch.modality.shape, batch.pairCount)
    guard graph.count == 2, modality.count == 2, graph[1] == modality[1], graph[1] > 0, pairs > 0,
      pairs <= graph[0], pairs <= modality[0]
    else { throw ObjectiveError.shapes(graph: graph, modality: modality, pairs: pairs) }
    for (row, column) in batch.duplicates
    where !(0..<pairs).contains(row) || !(0..<modality[0]).contains(column) || row == column {
      throw ObjectiveError.duplicate(graph: row, modality: column)
    }
    self.graph = batch.graph
    self.modality = batch.modality
    count = pairs
    extraGraphs = graph[0] - pairs
    extraSamples = modality[0] - pairs
    duplicates = batch.duplicates
  }

  /// The same pairs with rows of length 1.
  var normalized: Pairs {
    var result = self
    result.graph = graph.l2Normalized()
    result.modality = modality.l2Normalized()
    return result
  }

  /// The graphs that have a partner.
  func pairedGraph() throws -> Tensor { extraGraphs == 0 ? graph : try graph.rows(0..<count) }

  /// The rows of the modality that have a partner.
  func pairedModality() throws -> Tensor { extraSamples == 0 ? modality : try modality.rows(0..<count) }

  /// The inner product of each graph with each row of the modality: shape `[count + extraGraphs, count + extraSamples]`.
  func products() throws -> Tensor { try graph.matmul(modality, transposed: true) }

  /// The inner product of the two views of each pair: shape `[count]`.
  func partnerProducts() throws -> Tensor { try pairedGraph().rowDots(pairedModality()) }

  /// What stands for graph × modality, with a row for each one who picks.
  func oriented(_ logits: Tensor, _ direction: Direction) throws -> Tensor {
    switch direction {
    case .fromGraph: extraGraphs == 0 ? logits : try logits.rows(0..<count)
    case .fromModality: try (extraSamples == 0 ? logits : logits.columns(0..<count)).transposed()
    }
  }

  /// Logits with what must not be counted put out of the sum: duplicates, and partners if so asked.
  /// - Parameter logits: a row for each one who picks.
  func masked(_ logits: Tensor, _ direction: Direction, leavingOutPartners: Bool = false) throws -> Tensor {
    if duplicates.isEmpty && !leavingOutPartners { return logits }
    let columns = logits.columns
    return try logits
      + Tensor.filled(logits.shape) { values in
        values.update(repeating: 0)
        for (row, column) in oriented(duplicates, direction) { values[row * columns + column] = Self.excluded }
        if leavingOutPartners { for row in 0..<count { values[row * columns + row] = Self.excluded } }
      }
  }

  /// How many negatives each one who picks has.
  func negativeCounts(_ direction: Direction) -> [Int] {
    let extra = direction == .fromGraph ? extraSamples : extraGraphs
    var counts = [Int](repeating: count - 1 + extra, count: count)
    for (row, _) in oriented(duplicates, direction) { counts[row] -= 1 }
    return counts
  }

  /// The mean of the losses of those who have a negative; 0 if nobody has one.
  /// - Parameter losses: shape `[count]`.
  func mean(_ losses: Tensor, _ direction: Direction) throws -> Tensor {
    let counts = negativeCounts(direction)
    let weight = 1 / Float(max(1, counts.count { $0 > 0 }))
    return try (losses * Tensor(counts.map { $0 > 0 ? weight : 0 })).sum()
  }

  private func oriented(
    _ duplicates: [(graph: Int, modality: Int)], _ direction: Direction
  ) -> [(row: Int, column: Int)] {
    switch direction {
    case .fromGraph: duplicates.map { ($0.graph, $0.modality) }
    case .fromModality: duplicates.filter { $0.modality < count }.map { ($0.modality, $0.graph) }
    }
  }
}
