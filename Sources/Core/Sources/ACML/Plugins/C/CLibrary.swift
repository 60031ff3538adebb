internal import CPlugin
internal import Foundation

/// A library that keeps to `acml_plugin.h`. What it says of itself is checked before any of it is used.
struct CLibrary {
  /// What it exports.
  static let symbol = "acml_c_plugin"
  typealias Entry = @convention(c) (UInt32) -> UnsafePointer<acml_c_library>?

  private let modalityEncoders: [acml_modality_encoder]
  private let graphEncoders: [acml_graph_encoder]

  /// - Throws: ``PluginRefusal``.
  init(_ entry: Entry) throws(PluginRefusal) {
    guard let description = entry(UInt32(ACML_C_ABI)) else {
      throw .faultyDescription("`\(Self.symbol)` returns null for the ABI \(ACML_C_ABI)")
    }
    // The first two fields keep their place for ever; the others are read only where they are known to be there.
    let raw = UnsafeRawPointer(description)
    let (size, abi) = (raw.load(as: UInt32.self), raw.load(fromByteOffset: 4, as: UInt32.self))
    if abi != UInt32(ACML_C_ABI) { throw .mismatch(field: "C ABI number", found: "\(abi)", expected: "\(ACML_C_ABI)") }
    let expected = MemoryLayout<acml_c_library>.size
    if size < expected { throw Self.tooShort("acml_c_library", size, expected) }
    let library = description.pointee
    modalityEncoders = try Self.elements(
      library.modality_encoders, library.modality_encoder_count, "acml_modality_encoder")
    graphEncoders = try Self.elements(library.graph_encoders, library.graph_encoder_count, "acml_graph_encoder")
  }

  /// Registers every component.
  /// - Parameter path: of the library, whose content is part of the fingerprint of its encoders.
  func register(from path: String, in registry: Registry) throws(PluginRefusal) {
    for functions in modalityEncoders {
      let plan = try CModalityEncoderPlan(functions, library: path)
      registry.modalityEncoder(
        plan.id, plan.modalities, summary: plan.summary, weights: [.none, .folder, .saved], loading: plan.schema
      ) { component, location, settings, context in
        try CModalityEncoder(plan, component, location, settings, context.weights)
      }
    }
    for functions in graphEncoders {
      let plan = try CGraphEncoderPlan(functions)
      registry.graphEncoder(plan.id, summary: plan.summary, schema: plan.schema) { component, settings, context in
        try CGraphEncoder(plan, component, settings, context)
      }
    }
  }

  private static func tooShort(_ structure: String, _ size: some BinaryInteger, _ expected: Int) -> PluginRefusal {
    .mismatch(field: "size of `\(structure)`", found: "\(size)", expected: "at least \(expected)")
  }

  /// The structures of an array, each of which may be longer than this program knows it.
  static func elements<Element>(
    _ first: UnsafePointer<Element>?, _ count: UInt64, _ structure: String
  ) throws(PluginRefusal) -> [Element] {
    if count == 0 { return [] }
    guard let first, count <= 1024 else {
      throw .faultyDescription("it announces \(count) of `\(structure)`\(first == nil ? ", and gives null" : "")")
    }
    let raw = UnsafeRawPointer(first)
    let stride = Int(raw.load(as: UInt32.self))
    if stride < MemoryLayout<Element>.size { throw tooShort(structure, stride, MemoryLayout<Element>.size) }
    guard stride <= 65_536, stride % MemoryLayout<Element>.alignment == 0 else {
      throw .faultyDescription("`size` of `\(structure)` is \(stride)")
    }
    return (0..<Int(count)).map { raw.load(fromByteOffset: $0 * stride, as: Element.self) }
  }

  /// A text of the library.
  static func text(_ characters: UnsafePointer<CChar>?, _ field: String) throws(PluginRefusal) -> String {
    guard let characters else { throw .faultyDescription("`\(field)` is null") }
    guard let text = String(validatingCString: characters) else {
      throw .faultyDescription("`\(field)` is no UTF-8")
    }
    return text
  }

  /// A function of a component.
  static func function<Function>(
    _ pointer: Function?, _ field: String, of id: String
  ) throws(PluginRefusal) -> Function {
    guard let pointer else { throw .faultyDescription("`\(field)` of `\(id)` is null") }
    return pointer
  }
}
