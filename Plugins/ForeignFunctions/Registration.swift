public import ACML

/// Adds the encoder to a registry; called by the plugin's entry, and by tests directly.
public func register(in registry: Registry) {
  registry.modalityEncoder(
    "foreign-function", modality: "smiles", "nmr-13c", "nmr-1h", "gc-ms", "lc-ms",
    summary: "what functions of shared libraries, named in the configuration, give for a sample",
    settings: NoSettings.self, weights: [.none, .saved], loading: ForeignFunctionSettings.self
  ) { location, settings, context in
    context.weights == .saved
      ? try ForeignFunctionEncoder(folder: location)
      : try ForeignFunctionEncoder(settings.functions.map(FunctionDescription.init))
  }
}
