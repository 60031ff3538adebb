public import Chemistry

/// The name of a way to look at a molecule, as it stands in configurations: `smiles`, `nmr-13c`, `gc-ms`, …
///
/// The core knows no modality by name: plugins declare them.
public struct Modality: RawRepresentable, Hashable, Sendable, ExpressibleByStringLiteral, CustomStringConvertible {
  public let rawValue: String

  public init(rawValue: String) { self.rawValue = rawValue }
  public init(stringLiteral value: String) { rawValue = value }
  public var description: String { rawValue }
}

/// One view of one molecule: what a ``ModalityEncoder`` turns into an embedding.
///
/// A sample always belongs to a molecule. Modalities that can be derived from it (SMILES, picture) read ``molecule``;
/// measured ones read ``payload``, whose type the modality's plugin defines. Host code carries payloads without
/// looking inside.
public struct Sample: Sendable {
  /// Which compound this is: samples of equal identity are never negatives of each other.
  public let identity: String
  /// The molecule as its source spelled it.
  public let smiles: String
  public let molecule: Molecule
  /// The measurement, typed by the modality; `nil` for modalities that are derived from the molecule.
  public let payload: (any SamplePayload)?

  public init(identity: String, smiles: String, molecule: Molecule, payload: (any SamplePayload)? = nil) {
    self.identity = identity
    self.smiles = smiles
    self.molecule = molecule
    self.payload = payload
  }
}

/// A measurement that belongs to a molecule, for example a spectrum.
public protocol SamplePayload: Sendable {
  /// Bytes that determine the payload completely; stored embeddings are keyed by their hash.
  var canonicalBytes: [UInt8] { get }
}

/// A sample that could not be encoded, and why.
public struct SampleFailure: Sendable, Equatable {
  /// Position in the batch that was passed in.
  public let index: Int
  public let reason: String

  public init(index: Int, reason: String) {
    self.index = index
    self.reason = reason
  }
}
