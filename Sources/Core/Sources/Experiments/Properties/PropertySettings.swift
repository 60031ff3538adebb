/// How networks are trained on labels.
public struct PropertySettings: Sendable, Codable, Equatable {
  /// At most so many passes over the training part; `nil`: by its size, see ``epochs(rows:)``.
  public var epochs: Int?
  /// Training ends when so many epochs were no better than the best one.
  public var patience = 15
  /// Molecules a step; `nil`: by the size of the training part, see ``batchSize(rows:)``.
  public var batchSize: Int?
  /// The peak learning rate of the head, and of a network with fresh weights.
  public var learningRate: Float = 1e-3
  /// The learning rate of a trained encoder as a share of the head's.
  public var encoderRate: Float = 0.3
  public var weightDecay: Float = 1e-4
  /// The share of the embedding, and of the head's hidden layer, that is dropped in training.
  public var dropout: Float = 0.2
  /// Width of the head's hidden layer; `nil`: a linear head.
  public var hiddenDimensions: Int? = 128
  /// The figure that epochs and penalties are chosen by, on the validation part; `nil`: the task's first.
  public var metric: PropertyMetric?

  public init() {}

  /// As many as show 30,000 molecules, from 10 to 60: small sets need steps, large ones are learned in few passes.
  public static func epochs(rows: Int) -> Int { min(60, max(10, 30_000 / max(1, rows))) }

  /// Small sets need steps, large ones speed.
  public static func batchSize(rows: Int) -> Int { rows < 2_500 ? 32 : rows < 10_000 ? 64 : 256 }
}
