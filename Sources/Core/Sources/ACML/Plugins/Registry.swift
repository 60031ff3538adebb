public import Foundation

/// Takes in what plugins provide, until it is frozen.
///
/// A plugin's `register(in:)` calls the methods below. A registration that can't stand doesn't throw and doesn't trap:
/// it is left out and told in ``problems``, so that one bad plugin doesn't keep the others from being used.
public final class Registry {
  private var graphEncoders: [GraphEncoderDescriptor] = []
  private var modalities: [ModalityDescriptor] = []
  private var modalityEncoders: [ModalityEncoderDescriptor] = []
  private var objectives: [ObjectiveDescriptor] = []
  private var components: [ComponentDescriptor] = []
  /// What was left out, and why.
  public private(set) var problems: [RegistrationProblem] = []
  private var isFrozen = false
  /// Who is registering now.
  var source = ComponentSource.program
  /// The ids that it may register; `nil` for all. The others are left out without a word.
  var allowed: Set<String>?

  public init() {}

  /// Registers a graph encoder.
  /// - Parameters:
  ///   - id: a short kebab-case word, unique among all components.
  ///   - summary: one line for lists.
  ///   - settings: the type of its settings.
  ///   - make: builds the encoder with fresh weights.
  public func graphEncoder<Value: Settings>(
    _ id: String, summary: String, settings: Value.Type,
    make: @escaping @Sendable (Value, GraphEncoderContext) throws -> any GraphEncoder
  ) {
    guard let component = admit(.graphEncoder, id, summary, Value.self) else { return }
    graphEncoders.append(
      GraphEncoderDescriptor(component: component) { node, path, context in
        let settings = try Value.decode(node, at: path).value
        return component.watched(try component.call("make") { try make(settings, context) })
      })
  }

  /// Registers a graph encoder whose settings have no type of Swift.
  func graphEncoder(
    _ id: String, summary: String, schema: SettingsSchema,
    make: @escaping @Sendable (ComponentDescriptor, SettingNode, GraphEncoderContext) throws -> any GraphEncoder
  ) {
    guard let component = admit(.graphEncoder, id, summary, schema, fault: nil) else { return }
    graphEncoders.append(
      GraphEncoderDescriptor(component: component) { node, path, context in
        let settings = try schema.resolve(node, at: path)
        return component.watched(try component.call("make") { try make(component, settings, context) })
      })
  }

  /// Registers a measured modality, whose samples lie in files of their own.
  /// - Parameters:
  ///   - modality: its name in configurations; unique among all components.
  ///   - summary: one line for lists.
  ///   - payload: the type of its measurements.
  ///   - settings: what its files leave open, such as the name of a column.
  ///   - read: opens a file.
  ///   - draw: draws a measurement for reports, as an SVG element.
  public func modality<Payload: SamplePayload, Value: Settings>(
    _ modality: Modality, summary: String, payload: Payload.Type, settings: Value.Type,
    read: @escaping @Sendable (URL, Value, SampleReaderContext) throws -> any SampleReader,
    draw: (@Sendable (Payload) -> String)? = nil
  ) {
    guard let component = admit(.modality, modality.rawValue, summary, Value.self) else { return }
    modalities.append(
      ModalityDescriptor(
        component: component, modality: modality,
        open: { file, node, path, context in
          let settings = try Value.decode(node, at: path).value
          return component.watched(try component.call("open") { try read(file, settings, context) })
        },
        payload: payload,
        draw: { sample in (sample as? Payload).flatMap { sample in component.call("draw") { draw?(sample) } } }))
  }

  /// Registers a modality encoder.
  /// - Parameters:
  ///   - id: a short kebab-case word, unique among all components.
  ///   - modality: what the encoder reads; need not be known to anyone else.
  ///   - others: further modalities that the same kind of network reads; each is pre-trained for itself.
  ///   - summary: one line for lists.
  ///   - settings: the shape of an encoder that is yet to be pre-trained.
  ///   - weights: the kinds of weights that `load` takes.
  ///   - loading: what may be said of weights in the `settings` of a pair, because they don't say it themselves.
  ///   - load: loads a frozen encoder from where its weights lie.
  ///   - pretraining: how its weights are made, if that is possible here.
  public func modalityEncoder<Value: Settings, Loading: Settings>(
    _ id: String, modality: Modality, _ others: Modality..., summary: String, settings: Value.Type,
    weights: [WeightKind] = [.saved], loading: Loading.Type,
    load: @escaping @Sendable (URL, Loading, ModalityEncoderContext) throws -> any ModalityEncoder,
    pretraining: Pretraining<Value>? = nil
  ) {
    register(id, [modality] + others, summary, settings, weights, loading, load, pretraining)
  }

  /// Registers a modality encoder whose weights say everything themselves.
  public func modalityEncoder<Value: Settings>(
    _ id: String, modality: Modality, _ others: Modality..., summary: String, settings: Value.Type,
    weights: [WeightKind] = [.saved],
    load: @escaping @Sendable (URL, ModalityEncoderContext) throws -> any ModalityEncoder,
    pretraining: Pretraining<Value>? = nil
  ) {
    register(
      id, [modality] + others, summary, settings, weights, NoSettings.self, { try load($0, $2) }, pretraining)
  }

  private func register<Value: Settings, Loading: Settings>(
    _ id: String, _ modalities: [Modality], _ summary: String, _ settings: Value.Type, _ weights: [WeightKind],
    _ loading: Loading.Type,
    _ load: @escaping @Sendable (URL, Loading, ModalityEncoderContext) throws -> any ModalityEncoder,
    _ pretraining: Pretraining<Value>?
  ) {
    guard let component = admit(.modalityEncoder, id, summary, Value.self, and: Loading.schemaFault(Loading())) else {
      return
    }
    modalityEncoders.append(
      ModalityEncoderDescriptor(
        component: component, modalities: modalities, weights: weights, pretraining: pretraining?.schema,
        loading: SettingsSchema(loading),
        open: { location, settings, context in
          let settings = try Loading.decode(settings.node, at: settings.path).value
          return component.watched(try component.call("load") { try load(location, settings, context) })
        },
        pretrain: pretraining.map { component.watched($0.build) }))
  }

  /// Registers an encoder that isn't pre-trained here and whose settings have no type of Swift.
  func modalityEncoder(
    _ id: String, _ modalities: [Modality], summary: String, weights: [WeightKind], loading: SettingsSchema,
    load:
      @escaping @Sendable (ComponentDescriptor, URL, SettingNode, ModalityEncoderContext) throws -> any ModalityEncoder
  ) {
    guard let component = admit(.modalityEncoder, id, summary, NoSettings.self) else { return }
    modalityEncoders.append(
      ModalityEncoderDescriptor(
        component: component, modalities: modalities, weights: weights, pretraining: nil, loading: loading,
        open: { location, settings, context in
          let settings = try loading.resolve(settings.node, at: settings.path)
          return component.watched(try component.call("load") { try load(component, location, settings, context) })
        },
        pretrain: nil))
  }

  /// Registers an objective.
  /// - Parameters:
  ///   - id: a short kebab-case word, unique among all components.
  ///   - summary: one line for lists.
  ///   - settings: the type of its settings.
  ///   - make: builds the objective.
  public func objective<Value: Settings>(
    _ id: String, summary: String, settings: Value.Type,
    make: @escaping @Sendable (Value, ObjectiveContext) throws -> any ContrastiveObjective
  ) {
    guard let component = admit(.objective, id, summary, Value.self) else { return }
    objectives.append(
      ObjectiveDescriptor(component: component) { node, path, context in
        let settings = try Value.decode(node, at: path).value
        return component.watched(try component.call("make") { try make(settings, context) })
      })
  }

  /// Ends the registering.
  public func freeze() -> PluginCatalog {
    isFrozen = true
    return PluginCatalog(
      graphEncoders: graphEncoders, modalities: modalities, modalityEncoders: modalityEncoders, objectives: objectives,
      problems: problems)
  }

  /// The ids that a source has registered, sorted.
  func ids(from source: ComponentSource) -> [String] {
    components.filter { $0.source == source }.map(\.id).sorted()
  }

  private func admit<Value: Settings>(
    _ kind: ComponentKind, _ id: String, _ summary: String, _ settings: Value.Type, and otherFault: String? = nil
  ) -> ComponentDescriptor? {
    admit(kind, id, summary, SettingsSchema(settings), fault: Value.schemaFault(Value()) ?? otherFault)
  }

  private func admit(
    _ kind: ComponentKind, _ id: String, _ summary: String, _ schema: SettingsSchema, fault: String?
  ) -> ComponentDescriptor? {
    func refuse(_ reason: RegistrationProblem.Reason) -> ComponentDescriptor? {
      problems.append(RegistrationProblem(kind: kind, id: id, source: source, reason: reason))
      return nil
    }
    if isFrozen { return refuse(.frozen) }
    guard id.wholeMatch(of: /[a-z][a-z0-9]*(-[a-z0-9]+)*/) != nil else { return refuse(.notKebabCase) }
    if let allowed, !allowed.contains(id) { return nil }
    if let other = components.first(where: { $0.id == id }) { return refuse(.duplicate(other.source)) }
    if let fault { return refuse(.invalidSchema(fault)) }
    let component = ComponentDescriptor(kind: kind, id: id, summary: summary, source: source, settings: schema)
    components.append(component)
    return component
  }
}

/// How a modality encoder's weights are made.
public struct Pretraining<Encoder: Settings>: Sendable {
  let schema: SettingsSchema
  let build: ModalityEncoderDescriptor.PretrainingBuilder

  /// - Parameters:
  ///   - settings: the task's own.
  ///   - make: builds the task from the encoder's settings, the task's settings and the training part.
  public init<Task: Settings>(
    settings: Task.Type,
    make: @escaping @Sendable (Encoder, Task, [Sample], PretrainingContext) throws -> any PretrainingTask
  ) {
    schema = SettingsSchema(settings)
    build = { encoder, task, samples, context in
      try make(
        try Encoder.decode(encoder.node, at: encoder.path).value, try Task.decode(task.node, at: task.path).value,
        samples, context)
    }
  }
}
