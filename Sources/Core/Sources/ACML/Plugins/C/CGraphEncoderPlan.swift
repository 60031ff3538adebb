internal import CPlugin

/// A graph encoder of a C library that can be made.
///
/// `@unchecked Sendable`: the library's functions, which the library never changes.
struct CGraphEncoderPlan: @unchecked Sendable {
  let id: String
  let summary: String
  let schema: SettingsSchema
  let isThreadSafe: Bool
  let open: Open
  let close: @convention(c) (UnsafeMutableRawPointer?) -> Void
  let dimensions: Count
  let parameterCount: Count
  let parameter: Describe
  let forward: Forward
  let backward: Backward
  let freeContext: @convention(c) (UnsafeMutableRawPointer?, UnsafeMutableRawPointer?) -> Void

  typealias Message = UnsafeMutablePointer<CChar>
  typealias Values = UnsafePointer<UnsafePointer<Float>?>
  typealias Count = @convention(c) (UnsafeRawPointer?) -> UInt64
  typealias Open =
    @convention(c) (
      UnsafePointer<CChar>?, UnsafePointer<acml_graph_features>?, UnsafeMutablePointer<UnsafeMutableRawPointer?>?,
      Message?
    ) -> Int32
  typealias Describe =
    @convention(c) (
      UnsafeRawPointer?, UInt64, UnsafeMutablePointer<acml_parameter>?, Message?
    ) -> Int32
  typealias Forward =
    @convention(c) (
      UnsafeMutableRawPointer?, UnsafePointer<acml_graph_batch>?, Values?, Int32, UInt64, UnsafeMutablePointer<Float>?,
      UnsafeMutablePointer<UnsafeMutableRawPointer?>?, Message?
    ) -> Int32
  typealias Backward =
    @convention(c) (
      UnsafeMutableRawPointer?, UnsafeMutableRawPointer?, UnsafePointer<acml_graph_batch>?, Values?,
      UnsafePointer<Float>?, UnsafePointer<UnsafeMutablePointer<Float>?>?, Message?
    ) -> Int32

  init(_ functions: acml_graph_encoder) throws(PluginRefusal) {
    id = try CLibrary.text(functions.id, "id of a graph encoder")
    summary = try CLibrary.text(functions.summary, "summary of \(id)")
    schema = try CSettings.schema(functions.settings, functions.setting_count, of: id)
    isThreadSafe = functions.flags & UInt32(ACML_THREAD_SAFE) != 0
    open = try CLibrary.function(functions.open, "open", of: id)
    close = try CLibrary.function(functions.close, "close", of: id)
    dimensions = try CLibrary.function(functions.dimensions, "dimensions", of: id)
    parameterCount = try CLibrary.function(functions.parameter_count, "parameter_count", of: id)
    parameter = try CLibrary.function(functions.parameter, "parameter", of: id)
    forward = try CLibrary.function(functions.forward, "forward", of: id)
    backward = try CLibrary.function(functions.backward, "backward", of: id)
    freeContext = try CLibrary.function(functions.free_context, "free_context", of: id)
  }
}
