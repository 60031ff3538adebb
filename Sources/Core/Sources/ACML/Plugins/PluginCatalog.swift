/// Everything that was registered, for reading; each list is sorted by id.
public struct PluginCatalog: Sendable {
  public let graphEncoders: [GraphEncoderDescriptor]
  /// Modalities that are read from files; those that are derived from the molecule aren't among them.
  public let modalities: [ModalityDescriptor]
  public let modalityEncoders: [ModalityEncoderDescriptor]
  public let objectives: [ObjectiveDescriptor]
  /// What could not be registered.
  public let problems: [RegistrationProblem]
  /// Every plugin file that was looked at.
  public internal(set) var reports: [PluginReport] = []

  init(
    graphEncoders: [GraphEncoderDescriptor], modalities: [ModalityDescriptor],
    modalityEncoders: [ModalityEncoderDescriptor], objectives: [ObjectiveDescriptor], problems: [RegistrationProblem]
  ) {
    self.graphEncoders = graphEncoders.sorted { $0.component.id < $1.component.id }
    self.modalities = modalities.sorted { $0.component.id < $1.component.id }
    self.modalityEncoders = modalityEncoders.sorted { $0.component.id < $1.component.id }
    self.objectives = objectives.sorted { $0.component.id < $1.component.id }
    self.problems = problems
  }

  /// Every component, by kind and id.
  public var components: [ComponentDescriptor] {
    graphEncoders.map(\.component) + modalities.map(\.component) + modalityEncoders.map(\.component)
      + objectives.map(\.component)
  }

  /// Finds a graph encoder.
  /// - Parameters:
  ///   - id: as it stands in configurations.
  ///   - origin: where its id stands, for messages.
  ///   - path: the setting that names it.
  /// - Throws: ``UnknownComponent``.
  public func graphEncoder(
    _ id: String, at origin: SettingOrigin = .default, _ path: SettingPath = .root
  ) throws(UnknownComponent) -> GraphEncoderDescriptor {
    try find(id, .graphEncoder, in: graphEncoders, \.component, origin, path)
  }

  /// Finds a modality encoder; parameters and errors as for ``graphEncoder(_:at:_:)``.
  public func modalityEncoder(
    _ id: String, at origin: SettingOrigin = .default, _ path: SettingPath = .root
  ) throws(UnknownComponent) -> ModalityEncoderDescriptor {
    try find(id, .modalityEncoder, in: modalityEncoders, \.component, origin, path)
  }

  /// Finds a measured modality; parameters and errors as for ``graphEncoder(_:at:_:)``.
  public func modality(
    _ id: String, at origin: SettingOrigin = .default, _ path: SettingPath = .root
  ) throws(UnknownComponent) -> ModalityDescriptor {
    try find(id, .modality, in: modalities, \.component, origin, path)
  }

  /// Finds an objective; parameters and errors as for ``graphEncoder(_:at:_:)``.
  public func objective(
    _ id: String, at origin: SettingOrigin = .default, _ path: SettingPath = .root
  ) throws(UnknownComponent) -> ObjectiveDescriptor {
    try find(id, .objective, in: objectives, \.component, origin, path)
  }

  /// Finds a component of any kind.
  public func component(_ id: String) throws(UnknownComponent) -> ComponentDescriptor {
    try find(id, nil, in: components, \.self, .default, .root)
  }

  private func find<Descriptor>(
    _ id: String, _ kind: ComponentKind?, in descriptors: [Descriptor],
    _ component: KeyPath<Descriptor, ComponentDescriptor>, _ origin: SettingOrigin, _ path: SettingPath
  ) throws(UnknownComponent) -> Descriptor {
    let clash = problems.first {
      if case .duplicate = $0.reason { $0.id == id } else { false }
    }
    if clash == nil, let found = descriptors.first(where: { $0[keyPath: component].id == id }) { return found }
    throw UnknownComponent(
      kind: kind, id: id, origin: origin, path: path,
      otherKind: components.first { $0.id == id }?.kind, clash: clash,
      loaded: descriptors.map { $0[keyPath: component].id }, refused: reports.filter(\.isRefused))
  }
}

/// A component that is named and can't be used.
public struct UnknownComponent: ClassifiedError {
  /// `nil` where any kind would do.
  public let kind: ComponentKind?
  public let id: String
  public let origin: SettingOrigin
  public let path: SettingPath
  /// What the id names instead.
  let otherKind: ComponentKind?
  /// Set where two plugins want the id, so that neither is used in silence.
  let clash: RegistrationProblem?
  let loaded: [String]
  /// The plugins that could not be loaded, one of which may be the one that is missed.
  let refused: [PluginReport]

  public var failureClass: FailureClass { .pluginUnavailable }

  public var description: String {
    let place = [origin == .default ? nil : origin.description, path.components.isEmpty ? nil : path.description]
      .compactMap { $0.map { $0 + ": " } }.joined()
    if let clash { return place + clash.description }
    let kind = kind?.rawValue ?? "component"
    let other = otherKind.map { $0.rawValue == kind ? "" : " (it is \($0 == .objective ? "an" : "a") \($0))" } ?? ""
    let list = loaded.isEmpty ? "none" : loaded.joined(separator: ", ")
    let hint = Spelling.hint(for: id, in: loaded)
    let missed = refused.map { "\n  not loaded: \($0)" }.joined()
    return "\(place)no \(kind) \(id.quoted)\(other)\(hint.isEmpty ? ";" : hint) loaded: \(list)\(missed)"
  }
}
