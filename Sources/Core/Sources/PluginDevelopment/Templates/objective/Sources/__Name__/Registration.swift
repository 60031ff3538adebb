public import ACML

/// Tells the program what is here. `acml plugin describe __name__` prints it.
public func register(in registry: Registry) {
  registry.objective(
    "__name__", summary: "every negative must stay a margin below the partner", settings: __Name__Settings.self
  ) { settings, _ in __Name__Objective(settings) }
}

/// The id, readable in the file before anything of it runs: `--allow-plugins __name__` needs it.
@c public func acml_component___symbol__() {}
