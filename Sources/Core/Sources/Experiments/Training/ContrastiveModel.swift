internal import ACML
internal import Chemistry
internal import NeuralNetworks
internal import Tensors

/// A graph encoder and, for each frozen modality, the two projections into a joint space and the objective there.
final class ContrastiveModel: Module {
  final class Pair: Module {
    let graphProjection: ProjectionHead
    let modalityProjection: ProjectionHead
    let objective: any ContrastiveObjective

    init(graphProjection: ProjectionHead, modalityProjection: ProjectionHead, objective: any ContrastiveObjective) {
      self.graphProjection = graphProjection
      self.modalityProjection = modalityProjection
      self.objective = objective
    }
  }

  let graphEncoder: any GraphEncoder
  let pairs: [Pair]

  /// Builds the model that a configuration describes, with fresh weights.
  /// - Parameter modalityDimensions: for each pair the width of the frozen embedding.
  init(_ configuration: TrainingConfiguration, catalog: PluginCatalog, modalityDimensions: [Int]) throws {
    let random = RandomStream(seed: UInt64(configuration.seed), name: "initial-weights")
    let graph = try configuration.graph.makeEncoder(catalog, random: random.child("graph"))
    graphEncoder = graph
    pairs = try zip(configuration.pairs, modalityDimensions).enumerated().map { index, entry in
      let (pair, dimensions) = entry
      let random = random.child("pair", index)
      return Pair(
        graphProjection: ProjectionHead(graph.embeddingDimensions, pair.projection, random: random.child("graph")),
        modalityProjection: ProjectionHead(dimensions, pair.projection, random: random.child("modality")),
        objective: try catalog.objective(pair.objective.type).make(
          pair.objective.settings, at: SettingPath("pairs") + index + "objective" + "settings",
          ObjectiveContext(dimensions: pair.projection.dimensions, random: random.child("objective"))))
    }
  }
}

extension GraphConfiguration {
  /// The encoder with fresh weights.
  func makeEncoder(_ catalog: PluginCatalog, random: RandomStream) throws -> any GraphEncoder {
    try catalog.graphEncoder(encoder).make(
      settings, at: "graph.settings", GraphEncoderContext(features: features, random: random))
  }
}

extension GraphEncoder {
  /// Embeddings of many graphs that are at hand, as ``encode(_:blockSize:progress:batch:)`` makes them.
  func encode(_ graphs: [MolecularGraph], progress: (Int) throws -> Void = { _ in }) throws -> Tensor {
    try encode(graphs.count, progress: progress) { GraphBatch(Array(graphs[$0])) }
  }

  /// Embeddings of many graphs, in blocks and without gradients: `[count, embeddingDimensions]`.
  /// - Parameter batch: the graphs of a block.
  func encode(
    _ count: Int, blockSize: Int = 256, progress: (Int) throws -> Void = { _ in },
    batch: (Range<Int>) throws -> GraphBatch
  ) throws -> Tensor {
    try Gradients.disabled {
      var blocks: [Tensor] = []
      for start in stride(from: 0, to: count, by: blockSize) {
        let block = start..<min(count, start + blockSize)
        blocks.append(try self(batch(block), mode: .inference))
        try progress(block.upperBound)
      }
      return blocks.isEmpty ? .zeros([0, embeddingDimensions]) : try .concatenated(blocks)
    }
  }
}
