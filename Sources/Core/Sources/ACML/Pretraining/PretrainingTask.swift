public import NeuralNetworks
public import Tensors

/// How a modality encoder gets its weights, before it is frozen: a loss over samples of the training part.
///
/// The host owns the loop (batches, optimiser, schedule, checkpoints, resuming); a task owns the parameters and the loss.
public protocol PretrainingTask: Module {
  /// The loss of one batch.
  /// - Parameters:
  ///   - samples: the batch.
  ///   - mode: training, with the step's own random stream, or inference for validation.
  /// - Returns: a scalar to minimise, and further figures to log, by name.
  func loss(of samples: [Sample], mode: Mode) throws -> PretrainingLoss

  /// The encoder with the task's present weights.
  func makeEncoder() throws -> any ModalityEncoder
}

/// The result of one evaluation of a ``PretrainingTask``.
public struct PretrainingLoss {
  /// Shape `[]`.
  public let loss: Tensor
  /// Figures to log beside the loss, for example `maskedAccuracy`.
  public let metrics: [String: Double]

  public init(loss: Tensor, metrics: [String: Double] = [:]) {
    self.loss = loss
    self.metrics = metrics
  }
}
