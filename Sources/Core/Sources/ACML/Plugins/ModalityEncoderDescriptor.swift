public import Foundation

/// A modality encoder that can be loaded and, perhaps, pre-trained.
public struct ModalityEncoderDescriptor: Sendable {
  public let component: ComponentDescriptor
  /// What the encoder reads: one modality or several of the same payload, such as two kinds of mass spectra.
  public let modalities: [Modality]
  /// The kinds of weights that ``load(_:settings:at:_:)`` takes.
  public let weights: [WeightKind]
  /// The settings of the pre-training task; `nil` for an encoder that isn't pre-trained here.
  public let pretraining: SettingsSchema?
  /// What may be said of weights that are loaded, and they don't say themselves.
  public let loading: SettingsSchema
  let open:
    @Sendable (
      _ location: URL, _ settings: (node: SettingNode?, path: SettingPath), _ context: ModalityEncoderContext
    ) throws -> any ModalityEncoder
  let pretrain: PretrainingBuilder?

  typealias PretrainingBuilder =
    @Sendable (
      _ encoder: (node: SettingNode?, path: SettingPath), _ task: (node: SettingNode?, path: SettingPath),
      _ samples: [Sample], _ context: PretrainingContext
    ) throws -> any PretrainingTask

  /// The modalities for messages: `gc-ms, lc-ms`.
  public var modalityList: String { modalities.map(\.rawValue).joined(separator: ", ") }

  /// Loads a frozen encoder.
  /// - Parameters:
  ///   - location: the folder that ``ModalityEncoder/save(to:)`` wrote, or foreign weights of a kind listed in
  ///     ``weights``.
  ///   - settings: of ``loading``; `nil` for nothing said.
  ///   - path: where in the configuration the settings stand, for messages.
  ///   - context: what the program tells it.
  public func load(
    _ location: URL, settings: SettingNode? = nil, at path: SettingPath = "settings", _ context: ModalityEncoderContext
  ) throws -> any ModalityEncoder {
    try open(location, (settings, path), context)
  }

  /// Builds the task that makes the encoder's weights.
  /// - Parameters:
  ///   - encoder: the encoder's settings.
  ///   - encoderPath: where in the configuration `encoder` stands, for messages.
  ///   - task: the task's settings.
  ///   - taskPath: where in the configuration `task` stands, for messages.
  ///   - samples: the training part, for what is learned before the first step, such as a vocabulary.
  ///   - context: what the program tells it.
  /// - Returns: `nil` for an encoder that isn't pre-trained here.
  public func makePretrainingTask(
    encoder: SettingNode?, encoderPath: SettingPath = "settings", task: SettingNode?,
    taskPath: SettingPath = "pretraining", samples: [Sample], _ context: PretrainingContext
  ) throws -> (any PretrainingTask)? {
    try pretrain?((encoder, encoderPath), (task, taskPath), samples, context)
  }
}

/// What the weights of a modality encoder can come as.
public enum WeightKind: String, Sendable, CaseIterable {
  /// The folder that the encoder's own `save` wrote.
  case saved
  /// A folder in a form of the encoder's own, made elsewhere.
  case folder
  /// A safetensors file.
  case safetensors
  /// A file that `torch.save` wrote.
  case pyTorch = "pytorch"
  /// A folder as Hugging Face Transformers writes it.
  case huggingFace = "hugging-face"
  /// Nothing: the settings of the pair say all.
  case none

  /// The file that stands beside what an encoder saved, so that its folder is told from a foreign one.
  public static let savedMarker = "acml-encoder.json"
}
