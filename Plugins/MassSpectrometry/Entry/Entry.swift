internal import ACML
public import CPlugin
internal import MassSpectrometry

@c @implementation
public func acml_plugin_entry(
  _ info: UnsafeMutablePointer<acml_plugin_info>, _ registrar: UnsafeMutableRawPointer?
) -> Int32 {
  pluginEntry(info, registrar, register: register(in:))
}
