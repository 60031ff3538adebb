public import ACML

/// Registers the graph encoders of this plugin.
public func register(in registry: Registry) {
  registry.graphEncoder(
    "gin", summary: "graph isomorphism network, the field's usual choice", settings: GINSettings.self
  ) { settings, context in try MessagePassingNetwork(settings, context) }
  registry.graphEncoder("gcn", summary: "graph convolutional network", settings: GCNSettings.self) {
    settings, context in try MessagePassingNetwork(settings, context)
  }
  registry.graphEncoder("gat", summary: "graph attention network", settings: GATSettings.self) {
    settings, context in try MessagePassingNetwork(settings, context)
  }
  registry.graphEncoder("graphsage", summary: "GraphSAGE with the mean of neighbours", settings: GraphSAGESettings.self)
  {
    settings, context in try MessagePassingNetwork(settings, context)
  }
  registry.graphEncoder(
    "nnconv", summary: "message passing with a matrix for each kind of bond", settings: NNConvSettings.self
  ) { settings, context in try MessagePassingNetwork(settings, context) }
}
