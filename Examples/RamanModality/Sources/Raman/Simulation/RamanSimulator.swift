public import Chemistry
internal import Foundation
internal import Tensors

/// Computes a spectrum from the functional groups of a molecule, for trying out the plugin where there are no measured
/// spectra. It is no quantum chemistry, and what it makes is labelled as simulated.
///
/// Each place where the molecule has a group of ``RamanBand/table`` gives a Lorentzian line within the table's range. A
/// table says nothing about where in its range a band lies; here that is drawn from the atoms around the place, so that
/// equal surroundings give equal bands and other surroundings other ones.
public struct RamanSimulator: Sendable {
  /// The axis, in cm⁻¹.
  public static let shifts = Array(stride(from: 150.0, through: 3700, by: 5))
  /// Half of a line's width at half of its height, in cm⁻¹: of the order of a band of a liquid.
  private static let halfWidth = 6.0
  /// Standard deviation of the noise; the highest point is 1.
  private static let noise = 0.005
  /// What the header of a simulated spectrum says.
  private static let label = "bands of functional groups from correlation tables, not measured"

  public init() {}

  /// A molecule's spectrum.
  /// - Returns: `nil` for a molecule without any group of the table.
  /// - Throws: `MoleculeError`.
  public func spectrum(of molecule: Molecule) throws -> RamanSpectrum? {
    let structure = try molecule.structure()
    let lines = RamanBand.table.flatMap { band in
      band.group.sites(in: structure).map { site in
        (center: place(of: band, at: site, in: structure), area: band.strength.rawValue)
      }
    }
    var values = Self.shifts.map { shift in
      lines.reduce(0) { sum, line in
        let distance = (shift - line.center) / Self.halfWidth
        return sum + line.area / (1 + distance * distance)
      }
    }
    guard let greatest = values.max(), greatest > 0 else { return nil }
    let random = RandomStream(seed: 1, name: try molecule.canonicalSMILES)
    for index in values.indices { values[index] = values[index] / greatest + Self.noise * Double(random.normal()) }
    return try RamanSpectrum(shifts: Self.shifts, intensities: values.map(Float.init))
  }

  /// The spectrum as a record of the file format that ``RamanReader`` reads.
  public func record(_ spectrum: RamanSpectrum, name: String, smiles: String) -> String {
    let points = zip(spectrum.shifts, spectrum.intensities).map { String(format: "%.1f, %.4f", $0, $1) }
    return "##NAMES=\(name)\n##SMILES=\(smiles)\n##SIMULATED=\(Self.label)\n"
      + points.joined(separator: "\n") + "\n##END=\n"
  }

  /// The same for the same surroundings, whatever the order of the atoms: sums of mixed codes.
  private func place(of band: RamanBand, at site: [Int], in structure: MolecularStructure) -> Double {
    func code(_ atom: Int) -> UInt64 {
      let atom = structure.atoms[atom]
      return UInt64(atom.atomicNumber) << 16 | UInt64(atom.hydrogens) << 8 | (atom.isAromatic ? 1 : 0)
    }
    let sum = site.reduce(0) { sum, atom in
      structure.neighbors[atom].reduce(sum &+ mixed(code(atom))) { $0 &+ mixed(code($1.atom) | 1 << 40) }
    }
    let share = Double(mixed(sum) >> 11) * 0x1p-53
    return band.range.lowerBound + share * (band.range.upperBound - band.range.lowerBound)
  }

  /// The last steps of SplitMix64 (Steele et al. 2014, doi 10.1145/2660193.2660195).
  private func mixed(_ word: UInt64) -> UInt64 {
    var z = word &+ 0x9e37_79b9_7f4a_7c15
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }
}
