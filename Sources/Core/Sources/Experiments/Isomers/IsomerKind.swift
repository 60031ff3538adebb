internal import ACML
internal import Chemistry

/// Which molecules of one formula are set against each other.
public enum IsomerKind: String, Sendable, CaseIterable {
  /// Every structure, stereoisomers among them.
  case all
  /// One molecule for each connectivity (InChIKey skeleton), the first in the order of the data.
  case constitutional
  /// Structures of one connectivity that differ in stereochemistry or isotopes.
  case stereo
  /// As constitutional, within one Murcko scaffold; molecules without a ring are left out.
  case sameScaffold = "same-scaffold"

  /// What says in a sentence what is looked for.
  var title: String {
    switch self {
    case .all: "isomers"
    case .constitutional: "constitutional isomers"
    case .stereo: "stereoisomers"
    case .sameScaffold: "isomers of one scaffold"
    }
  }

  /// Where a molecule belongs.
  struct Place: Sendable {
    let formula: String
    /// Molecules with the same are set against each other.
    let group: String
    /// Of several molecules of a group with the same, the first counts.
    let member: String
  }

  /// - Returns: `nil` for a molecule that this kind leaves out.
  func place(of molecule: Molecule) throws -> Place? {
    let formula = try molecule.formula
    let canonical = try molecule.canonicalSMILES
    if self == .all { return Place(formula: formula, group: formula, member: canonical) }
    // What InChI makes no key for is its own connectivity.
    let skeleton = (try? molecule.inchiKeySkeleton) ?? canonical
    switch self {
    case .all, .constitutional: return Place(formula: formula, group: formula, member: skeleton)
    case .stereo: return Place(formula: formula, group: "\(formula) \(skeleton)", member: canonical)
    case .sameScaffold:
      let scaffold = try molecule.scaffold
      return scaffold.isEmpty ? nil : Place(formula: formula, group: "\(formula) \(scaffold)", member: skeleton)
    }
  }
}
