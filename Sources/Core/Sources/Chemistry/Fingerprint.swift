internal import CRDKit

/// A set of bits that stand for the substructures of a molecule.
public struct Fingerprint: Hashable, Sendable {
  /// Lengths in bits that a fingerprint may have.
  public static let lengths = 1...1_048_576
  /// Radii in bonds that a fingerprint may have.
  public static let radii = 0...64

  /// The length in bits.
  public let bitCount: Int
  /// The bits, 64 a word; bit `i` is bit `i % 64`, from the least significant, of word `i / 64`.
  public let words: [UInt64]

  /// Whether a bit is on. The index runs from 0 to ``bitCount`` − 1.
  public subscript(index: Int) -> Bool {
    precondition((0..<bitCount).contains(index), "bit \(index) of a fingerprint of \(bitCount)")
    return words[index / 64] >> UInt64(index % 64) & 1 == 1
  }

  /// The indices of the bits that are on, ascending.
  public var onBits: [Int] { (0..<bitCount).filter { self[$0] } }

  /// Shared bits over all bits on in either, from 0 to 1; two fingerprints without a bit are alike, so 1.
  ///
  /// Both must have the same length.
  public func tanimotoSimilarity(to other: Fingerprint) -> Double {
    precondition(bitCount == other.bitCount, "fingerprints of \(bitCount) and of \(other.bitCount) bits")
    var shared = 0
    var either = 0
    for (a, b) in zip(words, other.words) {
      shared += (a & b).nonzeroBitCount
      either += (a | b).nonzeroBitCount
    }
    return either == 0 ? 1 : Double(shared) / Double(either)
  }
}

extension Molecule {
  /// The Morgan fingerprint, also called ECFP: `rdMolDescriptors.GetMorganFingerprintAsBitVect`.
  ///
  /// - Parameters:
  ///   - radius: The radius in bonds; 2 is also called ECFP4.
  ///   - bits: The length that the environments are hashed to.
  ///   - useChirality: Whether stereoisomers may differ.
  public func morganFingerprint(
    radius: Int = 2, bits: Int = 2048, useChirality: Bool = false
  ) throws(MoleculeError) -> Fingerprint {
    guard Fingerprint.radii.contains(radius) else { throw .fingerprintRadius(radius) }
    guard Fingerprint.lengths.contains(bits) else { throw .fingerprintLength(bits) }
    var words = [UInt64](repeating: 0, count: (bits + 63) / 64)
    _ = try call("the Morgan fingerprint") { text in
      crdkit_morgan(handle, UInt32(radius), UInt32(bits), useChirality ? 1 : 0, &words, &text)
    }
    return Fingerprint(bitCount: bits, words: words)
  }
}
