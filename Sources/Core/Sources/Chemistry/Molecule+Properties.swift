internal import CRDKit

extension Molecule {
  /// Calls the shim and throws its reason where it fails; `property` names what is computed, at a sentence's start.
  func call(
    _ property: String, _ body: (inout UnsafeMutablePointer<CChar>?) -> crdkit_status
  ) throws(MoleculeError) -> String {
    var text: UnsafeMutablePointer<CChar>?
    let status = body(&text)
    let answer = taken(text)
    if status != CRDKIT_OK { throw .failed(property: property, reason: answer) }
    return answer
  }

  /// Canonical isomeric SMILES: the same for every spelling of the molecule. Equals `Chem.MolToSmiles`.
  public var canonicalSMILES: String {
    get throws(MoleculeError) { try call("the canonical SMILES") { crdkit_canonical_smiles(handle, &$0) } }
  }

  /// The standard InChIKey, 27 characters, by the InChI library 1.03.
  ///
  /// One thread at a time is served, since that library is not made for several. Stereochemistry is taken from RDKit.
  public var inchiKey: String {
    get throws(MoleculeError) {
      do {
        return try call("the InChIKey") { crdkit_inchi_key(handle, &$0) }
      } catch .failed(_, let reason) {
        throw .noInChIKey(reason: reason)
      }
    }
  }

  /// The first block of ``inchiKey``, 14 characters: the same for stereoisomers, isotopologues and most tautomers.
  public var inchiKeySkeleton: String {
    get throws(MoleculeError) { String(try inchiKey.prefix(14)) }
  }

  /// The Murcko scaffold as SMILES, empty where the molecule has no ring.
  ///
  /// Rings, what links them, and atoms double-bonded to these; neither stereochemistry nor isotopes. That is the
  /// convention of the scaffold splits of OGB and chemprop and equals `MurckoScaffoldSmiles(includeChirality=False)`.
  public var scaffold: String {
    get throws(MoleculeError) { try call("the scaffold") { crdkit_scaffold(handle, &$0) } }
  }

  /// The formula in Hill order with the charge, such as `C2H6O`. Equals `rdMolDescriptors.CalcMolFormula`.
  public var formula: String {
    get throws(MoleculeError) { try call("the formula") { crdkit_formula(handle, &$0) } }
  }

  /// The mass in daltons of the molecule's most common isotopes, or of those given. Equals `Descriptors.ExactMolWt`.
  public var exactMass: Double {
    get throws(MoleculeError) {
      var mass = 0.0
      _ = try call("the exact mass") { crdkit_exact_mass(handle, &mass, &$0) }
      return mass
    }
  }

  /// The same molecule with its atoms in the order of its canonical SMILES.
  ///
  /// RDKit's tag of a stereocentre speaks of the order in which its neighbours were read, so that two spellings of a
  /// molecule may have graphs with different codes; in canonical order they have one. The rare molecule whose canonical
  /// SMILES RDKit does not read back stays as it is.
  public func canonicalized() throws(MoleculeError) -> Molecule {
    let smiles = try canonicalSMILES
    return (try? Molecule(smiles: smiles)) ?? self
  }

  /// A SMILES of the molecule that starts and branches at random, the same for the same seed.
  ///
  /// Atoms are shuffled and then written in that order, the restricted variant of Arús-Pous et al., Journal of
  /// Cheminformatics 11, 71 (2019).
  public func randomizedSMILES(seed: UInt64) throws(MoleculeError) -> String {
    var order = Array(0..<UInt32(atomCount))
    var generator = SplitMix64(state: seed)
    for last in stride(from: order.count - 1, to: 0, by: -1) {
      order.swapAt(last, Int(generator.next().multipliedFullWidth(by: UInt64(last + 1)).high))
    }
    return try call("a randomized SMILES") { crdkit_smiles_in_order(handle, order, &$0) }
  }
}

/// The generator of Steele, Lea and Flood, OOPSLA 2014, "Fast splittable pseudorandom number generators". Written out,
/// as is the shuffling, so that a seed means the same SMILES with every version of Swift.
private struct SplitMix64 {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }
}
