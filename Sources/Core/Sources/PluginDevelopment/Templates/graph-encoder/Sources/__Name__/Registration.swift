public import ACML

/// Tells the program what is here. `acml plugin describe __name__` prints it.
public func register(in registry: Registry) {
  registry.graphEncoder("__name__", summary: "gated message passing", settings: __Name__Settings.self) {
    settings, context in __Name__Encoder(settings, context)
  }
}
