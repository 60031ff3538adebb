internal import CRDKit

/// The properties of atoms and bonds that a graph encoder sees, each as a code from 0 up to a vocabulary's size.
///
/// An encoder makes one embedding table a vocabulary. Codes of self loops or masks are the encoder's own: it may append
/// them to a vocabulary.
public enum GraphFeatures: String, CaseIterable, Codable, Sendable {
  /// Nine properties an atom and three a bond, as the Open Graph Benchmark has them (ogb 1.3.6, `ogb.utils.features`).
  case ogb
  /// Atomic number and chirality, bond type and direction: the setting of the released ACML code, from MolCLR.
  case released

  /// The number of codes of each property of an atom.
  ///
  /// - `ogb`: atomic number, chirality, degree with hydrogens, formal charge, hydrogens, radical electrons,
  ///   hybridization, is aromatic, is in a ring. Where there is a last code for "any other" OGB has it too.
  /// - `released`: atomic number (118 codes and one for a wildcard), chirality.
  public var atomVocabulary: [Int] {
    switch self {
    case .ogb: [119, 5, 12, 12, 10, 6, 6, 2, 2]
    case .released: [119, 4]
    }
  }

  /// The number of codes of each property of a bond.
  ///
  /// - `ogb`: type (the last for any other), stereochemistry, is conjugated.
  /// - `released`: type, direction (none, `/`, `\`). MolCLR has four types and fails on a bond of another, such as a
  ///   dative one; here those have a fifth.
  public var bondVocabulary: [Int] {
    switch self {
    case .ogb: [5, 6, 2]
    case .released: [5, 3]
    }
  }

  /// The number of codes of an atom, without the array of their vocabularies.
  var atomWidth: Int {
    switch self {
    case .ogb: 9
    case .released: 2
    }
  }

  /// The number of codes of a bond.
  var bondWidth: Int {
    switch self {
    case .ogb: 3
    case .released: 2
    }
  }

  /// Appends the codes of one atom.
  func append(_ atom: crdkit_atom, to codes: inout [UInt8]) {
    let number = (1...118).contains(atom.atomic_number) ? atom.atomic_number - 1 : 118
    switch self {
    case .ogb:
      codes.append(number)
      codes.append(min(atom.chirality, 4))
      codes.append(min(atom.degree, 11))
      codes.append((-5...5).contains(atom.charge) ? UInt8(atom.charge + 5) : 11)
      codes.append(min(atom.hydrogens, 9))
      codes.append(min(atom.radical_electrons, 5))
      codes.append(Self.hybridization(atom))
      codes.append(atom.is_aromatic)
      codes.append(atom.is_in_ring)
    case .released:
      codes.append(number)
      codes.append(min(atom.chirality, UInt8(CRDKIT_CHIRALITY_OTHER)))
    }
  }

  /// Appends the codes of one bond.
  func append(_ bond: crdkit_bond, to codes: inout [UInt8]) {
    codes.append(Self.type(bond))
    switch self {
    case .ogb:
      codes.append(Self.stereo(bond))
      codes.append(bond.is_conjugated)
    case .released:
      codes.append(Self.direction(bond))
    }
  }

  private static func hybridization(_ atom: crdkit_atom) -> UInt8 {
    switch Int(atom.hybridization) {
    case CRDKIT_HYBRIDIZATION_SP: 0
    case CRDKIT_HYBRIDIZATION_SP2: 1
    case CRDKIT_HYBRIDIZATION_SP3: 2
    case CRDKIT_HYBRIDIZATION_SP3D: 3
    case CRDKIT_HYBRIDIZATION_SP3D2: 4
    default: 5
    }
  }

  private static func type(_ bond: crdkit_bond) -> UInt8 {
    switch Int(bond.type) {
    case CRDKIT_BOND_SINGLE: 0
    case CRDKIT_BOND_DOUBLE: 1
    case CRDKIT_BOND_TRIPLE: 2
    case CRDKIT_BOND_AROMATIC: 3
    default: 4
    }
  }

  private static func stereo(_ bond: crdkit_bond) -> UInt8 {
    switch Int(bond.stereo) {
    case CRDKIT_STEREO_Z: 1
    case CRDKIT_STEREO_E: 2
    case CRDKIT_STEREO_CIS: 3
    case CRDKIT_STEREO_TRANS: 4
    case CRDKIT_STEREO_ANY: 5
    default: 0
    }
  }

  private static func direction(_ bond: crdkit_bond) -> UInt8 {
    switch Int(bond.direction) {
    case CRDKIT_DIRECTION_UP_RIGHT: 1
    case CRDKIT_DIRECTION_DOWN_RIGHT: 2
    default: 0
    }
  }
}
