/// The best neighbours so far, as a heap whose root is the worst of them.
struct BestNeighbours: Sendable {
  let limit: Int
  private var heap: [Retrieval.Neighbour] = []

  init(limit: Int) { self.limit = max(0, limit) }

  var sorted: [Retrieval.Neighbour] { heap.sorted { Self.isWorse($1, $0) } }

  // Rows come in ascending order: a later one of equal score never displaces an earlier one.
  func takes(_ score: Float) -> Bool { heap.count < limit || (limit > 0 && score > heap[0].score) }

  /// The score that a neighbour must exceed to be taken; `nil` as long as any is.
  var threshold: Float? { heap.count < limit ? nil : heap.first?.score }

  /// The best of several searches of parts of the same rows, best first.
  static func merged(_ parts: [BestNeighbours]) -> [Retrieval.Neighbour] {
    guard parts.count > 1 else { return parts.first?.sorted ?? [] }
    return Array(parts.flatMap(\.heap).sorted { isWorse($1, $0) }.prefix(parts[0].limit))
  }

  /// Takes in what was found among later rows.
  mutating func insert(_ other: BestNeighbours) {
    for neighbour in other.sorted where takes(neighbour.score) { insert(neighbour) }
  }

  mutating func insert(_ neighbour: Retrieval.Neighbour) {
    if heap.count < limit {
      heap.append(neighbour)
      var child = heap.count - 1
      while child > 0, Self.isWorse(heap[child], heap[(child - 1) / 2]) {
        heap.swapAt(child, (child - 1) / 2)
        child = (child - 1) / 2
      }
      return
    }
    heap[0] = neighbour
    var parent = 0
    while true {
      var worst = parent
      for child in [2 * parent + 1, 2 * parent + 2]
      where child < heap.count && Self.isWorse(heap[child], heap[worst]) { worst = child }
      if worst == parent { return }
      heap.swapAt(parent, worst)
      parent = worst
    }
  }

  private static func isWorse(_ a: Retrieval.Neighbour, _ b: Retrieval.Neighbour) -> Bool {
    a.score == b.score ? a.row > b.row : a.score < b.score
  }
}
