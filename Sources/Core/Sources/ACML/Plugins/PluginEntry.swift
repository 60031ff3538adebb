public import CPlugin

/// The body of a plugin's entry. A plugin's shim is nothing but
///
/// ```swift
/// @c @implementation
/// public func acml_plugin_entry(
///   _ info: UnsafeMutablePointer<acml_plugin_info>, _ registrar: UnsafeMutableRawPointer?
/// ) -> Int32 {
///   pluginEntry(info, registrar, register: register(in:))
/// }
/// ```
///
/// Always compiled into the plugin, never called in the core: what it reports must be what the plugin was built with.
@_alwaysEmitIntoClient
public func pluginEntry(
  _ info: UnsafeMutablePointer<acml_plugin_info>, _ registrar: UnsafeMutableRawPointer?,
  register: (Registry) -> Void
) -> Int32 {
  guard let registrar else { return fillPluginInfo(info) }
  register(Unmanaged<Registry>.fromOpaque(registrar).takeUnretainedValue())
  return 0
}

/// What the calling module was built with.
@_alwaysEmitIntoClient
public func fillPluginInfo(_ info: UnsafeMutablePointer<acml_plugin_info>) -> Int32 {
  let flavours: (StaticString, StaticString) = ("release", "debug")
  let flavour = _isDebugAssertConfiguration() ? flavours.1 : flavours.0
  return acml_plugin_info_fill(
    info, UnsafeRawPointer(coreDigest.utf8Start).assumingMemoryBound(to: CChar.self),
    UnsafeRawPointer(flavour.utf8Start).assumingMemoryBound(to: CChar.self))
}
