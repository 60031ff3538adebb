/// What a text may hold at most to be read as a molecule.
///
/// RDKit's time grows with the cube of the number of atoms: 500 atoms take about a tenth of a second, 1,600 several
/// seconds, 20,000 minutes. A single line of a file could so hold up a program, hence a limit.
public struct MoleculeLimits: Hashable, Sendable {
  /// The most atoms, explicit hydrogens included. At least 1, at most 65,535.
  public let maximumAtoms: Int
  /// The longest text in bytes.
  public let maximumBytes: Int

  /// 512 atoms, more than any drug and most peptides have, in 64 KiB of text.
  public static let standard = MoleculeLimits()

  /// Limits of one's own; a number of atoms outside of 1…65,535 is moved to the nearest of these.
  public init(maximumAtoms: Int = 512, maximumBytes: Int = 65_536) {
    self.maximumAtoms = min(max(maximumAtoms, 1), Int(UInt16.max))
    self.maximumBytes = maximumBytes
  }
}
