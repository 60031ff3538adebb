internal import Foundation
internal import Tensors

/// A plugin's modality encoder, each call of which is noted for the report of a crash.
final class CalledModalityEncoder: ModalityEncoder {
  private let base: any ModalityEncoder
  private let encoding: PluginCall
  private let saving: PluginCall

  init(_ base: any ModalityEncoder, _ component: ComponentDescriptor) {
    self.base = base
    encoding = PluginCall(component, "encode")
    saving = PluginCall(component, "save")
  }

  var embeddingDimensions: Int { base.embeddingDimensions }
  var fingerprint: String { base.fingerprint }
  func encode(_ samples: [Sample]) throws -> EncodedSamples { try encoding { try base.encode(samples) } }
  func save(to folder: URL) throws { try saving { try base.save(to: folder) } }
}

/// A plugin's reader of samples, each call of which is noted.
final class CalledSampleReader: SampleReader {
  private let base: any SampleReader
  private let reading: PluginCall

  init(_ base: any SampleReader, _ component: ComponentDescriptor) {
    self.base = base
    reading = PluginCall(component, "read")
  }

  func next() throws -> SampleRecord? { try reading { try base.next() } }
}
