public import Foundation

/// A measured modality: what its samples are, and how they are read and drawn.
///
/// Modalities that are derived from the molecule, such as its SMILES or its picture, need none of this.
public struct ModalityDescriptor: Sendable {
  public let component: ComponentDescriptor
  public let modality: Modality
  let open: @Sendable (URL, SettingNode?, SettingPath, SampleReaderContext) throws -> any SampleReader
  let payload: any SamplePayload.Type
  let draw: @Sendable (any SamplePayload) -> String?

  /// Opens a file of samples.
  /// - Parameters:
  ///   - file: the file.
  ///   - node: the reader's settings; `nil` for none.
  ///   - path: where in the configuration they stand, for messages.
  ///   - context: what the program tells it.
  /// - Throws: what the reader throws; ``InvalidConfiguration``.
  public func read(
    _ file: URL, settings node: SettingNode? = nil, at path: SettingPath = .root,
    _ context: SampleReaderContext = SampleReaderContext()
  ) throws -> any SampleReader {
    try open(file, node, path, context)
  }

  /// Makes a payload of its ``SamplePayload/canonicalBytes``.
  public func payload(canonicalBytes: [UInt8]) throws -> any SamplePayload {
    try component.call("payload") { try payload.init(canonicalBytes: canonicalBytes) }
  }

  /// A drawing of a payload as an SVG element; `nil` if the modality has none.
  public func drawing(of payload: any SamplePayload) -> String? { draw(payload) }
}
