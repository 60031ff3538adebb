public import Tensors

/// What the host tells a modality encoder when it is loaded.
public struct ModalityEncoderContext: Sendable {
  /// What the location holds.
  public let weights: WeightKind
  public let log: PluginLog

  public init(weights: WeightKind, log: PluginLog = .silent) {
    self.weights = weights
    self.log = log
  }
}

/// What the host tells a pre-training task when it is built.
public struct PretrainingContext {
  /// Where initial weights and everything else that is random are drawn from.
  public let random: RandomStream
  public let log: PluginLog

  public init(random: RandomStream, log: PluginLog = .silent) {
    self.random = random
    self.log = log
  }
}

/// How a plugin tells the user something that is no error, for example which weights of a file it left unused.
public struct PluginLog: Sendable {
  public enum Level: String, Sendable { case note, warning }

  private let write: @Sendable (Level, String) -> Void

  /// - Parameter write: called from any thread.
  public init(_ write: @escaping @Sendable (Level, String) -> Void) { self.write = write }

  /// Drops what it is told.
  public static let silent = PluginLog { _, _ in }

  public func note(_ text: String) { write(.note, text) }
  public func warn(_ text: String) { write(.warning, text) }
}
