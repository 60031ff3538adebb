public import ACML

/// Tells the program what is here. `acml plugin describe __name__` prints it.
public func register(in registry: Registry) {
  registry.graphEncoder("__name__", summary: "gated message passing", settings: __Name__Settings.self) {
    settings, context in __Name__Encoder(settings, context)
  }
}

/// The id, readable in the file before anything of it runs: `--allow-plugins __name__` needs it.
@c public func acml_component___symbol__() {}
