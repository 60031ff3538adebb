internal import ACML
public import CPlugin
internal import ForeignFunctions

@c @implementation
public func acml_plugin_entry(
  _ info: UnsafeMutablePointer<acml_plugin_info>, _ registrar: UnsafeMutableRawPointer?
) -> Int32 {
  pluginEntry(info, registrar, register: register(in:))
}

// The ids, readable in the file before anything of it runs: `--allow-plugins` needs them.
@c public func acml_component_foreign_function() {}
