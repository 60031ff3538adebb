internal import ACML
public import CPlugin
internal import MassSpectrometry

@c @implementation
public func acml_plugin_entry(
  _ info: UnsafeMutablePointer<acml_plugin_info>, _ registrar: UnsafeMutableRawPointer?
) -> Int32 {
  pluginEntry(info, registrar, register: register(in:))
}

// The ids, readable in the file before anything of it runs: `--allow-plugins` needs them.
@c public func acml_component_gc_ms() {}
@c public func acml_component_lc_ms() {}
@c public func acml_component_ms_binned_cnn() {}
@c public func acml_component_ms_set_transformer() {}
