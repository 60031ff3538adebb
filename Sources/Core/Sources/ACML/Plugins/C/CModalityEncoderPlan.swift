internal import CPlugin

/// A modality encoder of a C library that can be made.
///
/// `@unchecked Sendable`: the library's functions, which the library never changes.
struct CModalityEncoderPlan: @unchecked Sendable {
  let id: String
  let summary: String
  let modalities: [Modality]
  let schema: SettingsSchema
  let isThreadSafe: Bool
  /// Where the library lies.
  let library: String
  let open: Open
  let close: @convention(c) (UnsafeMutableRawPointer?) -> Void
  let dimensions: @convention(c) (UnsafeRawPointer?) -> UInt64
  let encode: Encode

  typealias Open =
    @convention(c) (
      UnsafePointer<CChar>?, UnsafePointer<CChar>?, UnsafeMutablePointer<UnsafeMutableRawPointer?>?,
      UnsafeMutablePointer<CChar>?
    ) -> Int32
  typealias Encode =
    @convention(c) (
      UnsafeMutableRawPointer?, UnsafePointer<UnsafePointer<acml_sample>?>?, UInt64, UnsafeMutablePointer<Float>?,
      UnsafePointer<UnsafeMutablePointer<CChar>?>?
    ) -> Int32

  init(_ functions: acml_modality_encoder, library: String) throws(PluginRefusal) {
    id = try CLibrary.text(functions.id, "id of a modality encoder")
    summary = try CLibrary.text(functions.summary, "summary of \(id)")
    modalities = try CLibrary.text(functions.modalities, "modalities of \(id)").split(separator: " ")
      .map { Modality(rawValue: String($0)) }
    if modalities.isEmpty { throw .faultyDescription("`\(id)` reads no modality") }
    schema = try CSettings.schema(functions.settings, functions.setting_count, of: id)
    open = try CLibrary.function(functions.open, "open", of: id)
    close = try CLibrary.function(functions.close, "close", of: id)
    dimensions = try CLibrary.function(functions.dimensions, "dimensions", of: id)
    encode = try CLibrary.function(functions.encode, "encode", of: id)
    isThreadSafe = functions.flags & UInt32(ACML_THREAD_SAFE) != 0
    self.library = library
  }
}
