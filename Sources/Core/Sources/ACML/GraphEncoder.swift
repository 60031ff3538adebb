public import Chemistry
public import NeuralNetworks
public import Tensors

/// The trained side of every pair: a graph neural network over molecular graphs.
///
/// Laws, checked by the conformance kit:
/// - the result does not depend on the order of atoms or on the other graphs in the batch (beyond batch normalisation in
///   training);
/// - a molecule with one atom or without bonds is encoded like any other;
/// - the result is differentiable with respect to every parameter.
public protocol GraphEncoder: Module {
  /// Width of the embedding.
  var embeddingDimensions: Int { get }

  /// Encodes a batch of graphs.
  /// - Returns: shape `[batch.graphCount, embeddingDimensions]`.
  func callAsFunction(_ batch: GraphBatch, mode: Mode) throws -> Tensor
}

/// What the host tells a graph encoder when it is built.
public struct GraphEncoderContext {
  /// The categorical features that batches will carry, with the size of each vocabulary.
  public let features: GraphFeatures
  /// Where initial weights are drawn from.
  public let random: RandomStream

  public init(features: GraphFeatures, random: RandomStream) {
    self.features = features
    self.random = random
  }
}
