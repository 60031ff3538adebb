public import NeuralNetworks
public import Tensors

/// One round of messages between bonded atoms.
public protocol MessagePassingLayer: Module {
  /// The kinds of bonds that the layer tells apart; says whether atoms send messages to themselves.
  var bondVocabulary: BondVocabulary { get }
  /// The factor of each message.
  var weighting: EdgeWeighting { get }

  /// - Parameters:
  ///   - states: shape `[atoms, hiddenDimensions]`.
  ///   - graph: made with the layer's own vocabulary and weighting.
  /// - Returns: the next states, of the same shape, before normalisation.
  func callAsFunction(_ states: Tensor, over graph: MessageGraph, mode: Mode) throws -> Tensor
}
