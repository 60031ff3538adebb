import ACML
import Chemistry
import GraphEncoders
import NeuralNetworks
import Tensors
import TestSupport
import Testing

/// The setting of the released ACML code.
struct GINVariantTests {
  /// Loops over atoms and edges in double precision, with the layer's own weights.
  @Test func selfLoopsMatchPlainLoops() throws {
    let (width, graphs) = (6, try batch(["CC(=O)O", "C/C=C/C", "O"], features: .released))
    let layer = GINLayer(
      width, bondSizes: GraphFeatures.released.bondVocabulary, variant: .selfLoops,
      random: RandomStream(seed: 2, name: "layer"))
    let states = [graphs.atomCount, width].noise(RandomStream(seed: 3, name: "states"))
    let graph = try MessageGraph(
      edgeOffsets: graphs.edgeOffsets, sources: graphs.sources, bondFeatures: graphs.bondFeatures,
      vocabulary: layer.bondVocabulary, weighting: layer.weighting)
    let found = try layer(states, over: graph, mode: .inference)

    let weights = Dictionary(
      uniqueKeysWithValues: layer.namedParameters.map { ($0.name, $0.parameter.value.values.map(Double.init)) })
    let (bonds, h) = (try #require(weights["bonds.weight"]), states.values.map(Double.init))
    // Types 0…4 and the self loop's 5, then the directions.
    let bond = { (type: Int, direction: Int, column: Int) in
      bonds[type * width + column] + bonds[(6 + direction) * width + column]
    }
    func linear(_ name: String, _ x: [Double], _ outputs: Int) throws -> [Double] {
      let (weight, bias) = (try #require(weights["\(name).weight"]), try #require(weights["\(name).bias"]))
      return (0..<outputs).map { row in
        x.enumerated().reduce(bias[row]) { $0 + $1.element * weight[row * x.count + $1.offset] }
      }
    }
    var expected: [Float] = []
    for atom in 0..<graphs.atomCount {
      var sums = (0..<width).map { h[atom * width + $0] + bond(5, 0, $0) }
      for edge in 0..<graphs.edgeCount where graphs.destinations[edge] == Int32(atom) {
        let (type, direction) = (Int(graphs.bondFeatures[2 * edge]), Int(graphs.bondFeatures[2 * edge + 1]))
        for column in 0..<width {
          sums[column] += h[Int(graphs.sources[edge]) * width + column] + bond(type, direction, column)
        }
      }
      expected += try linear("output", linear("hidden", sums, 2 * width).map { max(0, $0) }, width).map(Float.init)
    }
    expectClose(found, try Tensor(expected, shape: found.shape), Tolerance.result)
  }

  @Test func releasedEncoderHasItsSize() throws {
    let encoder = try makeEncoder(
      "gin",
      ["variant": "self-loops", "hiddenDimensions": 64, "outputDimensions": 64, "dropout": 0.2, "pooling": "sum"],
      features: .released)
    // Atoms 119 + 4; a layer: bonds 6 + 3, 64 → 128 → 64, batch normalisation; readout 64 → 64 → 64.
    let layer = 9 * 64 + (64 * 128 + 128) + (128 * 64 + 64) + 2 * 64
    #expect(encoder.parameterCount == 123 * 64 + 5 * layer + 2 * (64 * 64 + 64))
  }
}
