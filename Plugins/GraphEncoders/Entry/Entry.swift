internal import ACML
public import CPlugin
internal import GraphEncoders

@c @implementation
public func acml_plugin_entry(
  _ info: UnsafeMutablePointer<acml_plugin_info>, _ registrar: UnsafeMutableRawPointer?
) -> Int32 {
  pluginEntry(info, registrar, register: register(in:))
}

// The ids, readable in the file before anything of it runs: `--allow-plugins` needs them.
@c public func acml_component_gat() {}
@c public func acml_component_gcn() {}
@c public func acml_component_gin() {}
@c public func acml_component_graphsage() {}
@c public func acml_component_nnconv() {}
