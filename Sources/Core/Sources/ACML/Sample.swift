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
/// Modalities that can be derived from the molecule (SMILES, picture) read ``molecule``; measured ones read ``payload``,
/// whose type the modality's plugin names. Host code carries payloads without looking inside. Only the sample of a query
/// may have no molecule: that of the spectrum is what is asked for.
public struct Sample: Sendable {
  /// Which compound this is: samples of equal identity are never negatives of each other.
  public let identity: String
  /// The molecule as its source spelled it.
  public let smiles: String
  private enum Structure { case unknown, molecule(Molecule), spelled(MoleculeLimits) }
  private let structure: Structure
  /// The measurement, typed by the modality; `nil` for modalities that are derived from the molecule.
  public let payload: (any SamplePayload)?

  public init(identity: String, smiles: String, molecule: Molecule?, payload: (any SamplePayload)? = nil) {
    self.identity = identity
    self.smiles = smiles
    structure = molecule.map { .molecule($0) } ?? .unknown
    self.payload = payload
  }

  /// A sample whose molecule is read from its SMILES each time that it is asked for, so that many take little memory
  /// (a molecule in memory takes roughly 10 kB).
  public init(
    identity: String, smiles: String, limits: MoleculeLimits = .standard, payload: (any SamplePayload)? = nil
  ) {
    self.identity = identity
    self.smiles = smiles
    structure = .spelled(limits)
    self.payload = payload
  }

  /// - Throws: ``SampleFault/noMolecule`` for the measurement of an unknown compound,
  ///   ``SampleFault/unreadableMolecule(_:)``.
  public var molecule: Molecule {
    get throws(SampleFault) {
      switch structure {
      case .unknown: throw .noMolecule
      case .molecule(let molecule): return molecule
      case .spelled(let limits):
        do throws(MoleculeError) { return try Molecule(smiles: smiles, limits: limits) } catch {
          throw .unreadableMolecule("\(error)")
        }
      }
    }
  }

  /// Whether the compound's structure is known.
  public var hasMolecule: Bool { if case .unknown = structure { false } else { true } }
}

/// Why a sample can't be used.
public enum SampleFault: Error, Equatable, CustomStringConvertible {
  case noMolecule
  /// The sample's SMILES makes no molecule.
  case unreadableMolecule(String)
  /// The sample carries no measurement, or one of another type.
  case noPayload(expected: String)
  /// Stored bytes of a payload that don't make one.
  case damagedPayload(String)

  public var description: String {
    switch self {
    case .noMolecule: "the sample has no molecule"
    case .unreadableMolecule(let reason): reason
    case .noPayload(let expected): "the sample has no \(expected)"
    case .damagedPayload(let reason): "the stored measurement is damaged: \(reason)"
    }
  }
}

/// A measurement that belongs to a molecule, for example a spectrum.
public protocol SamplePayload: Sendable {
  /// Bytes that determine the payload completely; stored embeddings are keyed by their hash.
  var canonicalBytes: [UInt8] { get }

  /// The payload with these bytes.
  /// - Throws: ``SampleFault/damagedPayload(_:)``, whatever the bytes are.
  init(canonicalBytes: [UInt8]) throws
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
