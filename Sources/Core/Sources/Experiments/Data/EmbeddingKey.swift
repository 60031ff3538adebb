public import ACML
internal import Files

/// What a stored embedding is found by: a digest of all of a sample that an encoder may read.
public struct EmbeddingKey: Hashable, Sendable {
  let digest: SHA256.Digest

  /// The key of a sample: its SMILES as spelled, and its payload.
  public init(_ sample: Sample) {
    self.init(smiles: sample.smiles, payload: sample.payload?.canonicalBytes)
  }

  /// - Parameters:
  ///   - smiles: canonical; empty for an unknown compound.
  ///   - payload: `SamplePayload/canonicalBytes`; an empty payload differs from none.
  public init(smiles: String, payload: [UInt8]? = nil) {
    var hash = SHA256()
    let text = Array(smiles.utf8)
    // The length before the text keeps the border between text and payload where it is.
    hash.update("\(text.count):".utf8)
    hash.update(text)
    if let payload {
      hash.update([1])
      hash.update(payload)
    }
    digest = hash.finalize()
  }
}
