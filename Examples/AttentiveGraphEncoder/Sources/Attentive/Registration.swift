public import ACML

/// Tells the program what is here. `acml plugin describe attentive-fp` prints it.
public func register(in registry: Registry) {
  registry.graphEncoder(
    "attentive-fp", summary: "graph attention with gated recurrent units, for atoms and for the molecule",
    settings: AttentiveSettings.self
  ) { settings, context in AttentiveEncoder(settings, context) }
}
