internal import ACML
internal import Chemistry
internal import Foundation
internal import Tensors

/// What an evaluation ranks in: the molecules of its set, and after them those of a file or an index.
struct RetrievalPool {
  let own: [Sample]
  /// Further molecules of a file; none of them is one of the set.
  let others: [Sample]
  let index: LibraryIndex?
  /// Rows of the pool that are one of the set's compounds again, or don't pass the filter.
  let leftOut: Set<Int>
  /// Graph embeddings of ``own`` and ``others``.
  private let graphs: Tensor

  /// Molecules that can be a candidate.
  var count: Int { own.count + others.count + (index?.count ?? 0) - leftOut.count }

  init(
    _ run: TrainedRun, own: [Sample], file: [Sample], index: LibraryIndex?, filter: MoleculeFilter,
    progress: any ProgressObserver
  ) throws {
    self.own = own
    self.index = index
    let known = file.isEmpty && index == nil ? nil : try KnownCompounds(own, bySkeleton: run.tellsBySkeleton)
    others =
      try known.map { known in
        zip(
          file,
          try inParallel(file) { sample in
            let molecule = try sample.molecule
            let formula = try molecule.formula
            guard filter.allows(formula: formula), try filter.allows(mass: molecule.exactMass) else { return false }
            return !known.formulas.contains(formula) || !known.contains(sample.identity)
          }
        ).filter(\.1).map(\.0)
      } ?? []
    graphs = try run.graphEmbeddings((own + others).map { try $0.molecule }, progress: progress)
    guard let index, let known else {
      leftOut = []
      return
    }
    let start = own.count + others.count
    var left = Set(try index.rows(of: known).map { $0 + start })
    if !filter.isEmpty {
      let passing = Set(try index.rows(passing: filter))
      left.formUnion((0..<index.count).filter { !passing.contains($0) }.map { $0 + start })
    }
    leftOut = left
  }

  /// Exact masses of all rows, in daltons.
  func masses() throws -> [Double] {
    try inParallel(own + others) { try $0.molecule.exactMass }
      + (index.map { index in (0..<index.count).map { index.place($0).block.mass(index.place($0).row) } } ?? [])
  }

  /// Joint embeddings of ``own`` and ``others``.
  func joint(_ run: TrainedRun, pair: Int) throws -> Tensor { try run.jointGraphs(graphs, pair: pair) }

  /// Calls `body` with all rows of a pair's joint space.
  func withTable<Result>(
    _ joint: Tensor, _ run: TrainedRun, pair: Int, _ body: (EmbeddingTable) throws -> Result
  ) throws -> Result {
    try joint.withUnsafeValues { values in
      guard let index else {
        return try body(EmbeddingTable(values, dimensions: joint.columns, name: "pool"))
      }
      return try body(index.table(pair: index.pair(run.modalities[pair]), before: [values]))
    }
  }
}
