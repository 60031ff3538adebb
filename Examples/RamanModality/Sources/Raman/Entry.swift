internal import ACML
public import CPlugin

/// What the program looks for in the library; the rest is `register(in:)`.
@c @implementation
public func acml_plugin_entry(
  _ info: UnsafeMutablePointer<acml_plugin_info>, _ registrar: UnsafeMutableRawPointer?
) -> Int32 {
  pluginEntry(info, registrar, register: register(in:))
}
