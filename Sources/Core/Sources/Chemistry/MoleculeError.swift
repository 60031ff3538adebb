/// Everything that the module throws.
///
/// A bad input is quoted, shortened to 60 characters, and RDKit's or InChI's own words are kept as the reason.
public enum MoleculeError: Error, Equatable, Sendable {
  /// The text holds no atom.
  case empty
  /// The text is longer than ``MoleculeLimits/maximumBytes``.
  case tooLong(bytes: Int, limit: Int)
  /// A byte, counted from 0, that the format has no place for.
  case unexpectedByte(UInt8, offset: Int, input: String)
  /// More atoms, explicit hydrogens included, than ``MoleculeLimits/maximumAtoms``.
  case tooManyAtoms(Int, limit: Int)
  /// The text is not of the format.
  case malformed(input: String, reason: String)
  /// The text is well formed, but no molecule can be so: a valence is exceeded, a ring can't be aromatic, ….
  case impossible(input: String, reason: String)
  /// InChI makes no identifier for the molecule, for instance since it has a wildcard.
  case noInChIKey(reason: String)
  /// RDKit couldn't compute a property of a molecule that it had read.
  case failed(property: String, reason: String)
  /// A picture's width or height in pixels lies outside of ``Picture/sizes``.
  case pictureSize(width: Int, height: Int)
  /// A fingerprint's length in bits lies outside of ``Fingerprint/lengths``.
  case fingerprintLength(Int)
  /// A fingerprint's radius lies outside of ``Fingerprint/radii``.
  case fingerprintRadius(Int)
  /// A batch without a graph.
  case emptyBatch
  /// A batch of graphs whose features are not the same.
  case mixedFeatures(index: Int, expected: GraphFeatures, found: GraphFeatures)
  /// Bytes that are not those of a packed graph.
  case damagedGraph(index: Int)
}

extension MoleculeError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .empty:
      "the molecule is empty; at least one atom is needed"
    case .tooLong(let bytes, let limit):
      "the molecule's text has \(bytes) bytes, but at most \(limit) are allowed"
    case .unexpectedByte(let byte, let offset, let input):
      "\(input) has \(Self.name(of: byte)) at byte \(offset)"
    case .tooManyAtoms(let count, let limit):
      "the molecule has \(count) atoms, but at most \(limit) are allowed"
    case .malformed(let input, let reason), .impossible(let input, let reason):
      "\(input) is no molecule: \(reason)"
    case .noInChIKey(let reason):
      "the molecule has no InChIKey: \(reason)"
    case .failed(let property, let reason):
      "\(property) of the molecule can't be computed: \(reason)"
    case .pictureSize(let width, let height):
      "a picture of \(width) × \(height) pixels can't be drawn; each side must be in \(Picture.sizes.text)"
    case .fingerprintLength(let bits):
      "a fingerprint can't have \(bits) bits; the length must be in \(Fingerprint.lengths.text)"
    case .fingerprintRadius(let radius):
      "a fingerprint can't have radius \(radius); it must be in \(Fingerprint.radii.text)"
    case .emptyBatch:
      "a batch needs at least one graph"
    case .mixedFeatures(let index, let expected, let found):
      "graph \(index) of the batch has \(found.rawValue) features, but graph 0 has \(expected.rawValue)"
    case .damagedGraph(let index):
      "graph \(index) of the batch is damaged where it is stored"
    }
  }

  private static func name(of byte: UInt8) -> String {
    switch byte {
    case 0x20, 0x09: "white space"
    case 0x21...0x7e: "the character \(Character(Unicode.Scalar(byte)))"
    case 0x80...: "a character that is not ASCII"
    default: "the control character \(byte)"
    }
  }
}

extension ClosedRange<Int> {
  var text: String { "\(lowerBound)...\(upperBound)" }
}
