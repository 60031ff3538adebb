internal import CRDKit

/// A molecule, read and sanitised by RDKit.
///
/// Hydrogens are implicit, as in RDKit, so ``atomCount`` means the others, with few exceptions such as `[2H]` and `[H][H]`.
/// Properties are computed when asked for; those that differ from a molecule's text can in rare cases fail for exotic
/// molecules, so they throw.
///
/// ```swift
/// let aspirin = try Molecule(smiles: "CC(=O)Oc1ccccc1C(=O)O")
/// print(try aspirin.inchiKey)  // BSYNRYMUTXBXSQ-UHFFFAOYSA-N
/// ```
// Unchecked, since the handle is a C++ pointer: it is set once, nothing that can be reached from Swift changes the
// molecule, and the shim takes the molecule's own lock around every call, because RDKit caches results inside.
public final class Molecule: @unchecked Sendable {
  /// The number of atoms, at least 1.
  public let atomCount: Int

  let handle: OpaquePointer

  /// Reads a SMILES.
  ///
  /// - Parameters:
  ///   - smiles: The SMILES alone, without name, white space or CXSMILES extension.
  ///   - limits: The largest molecule to accept. It is checked before the costly steps.
  /// - Throws: ``MoleculeError`` with RDKit's reason.
  public convenience init(smiles: String, limits: MoleculeLimits = .standard) throws(MoleculeError) {
    // RDKit would read "C\0C" and "Cé" as "C", and the text after a space as a name.
    try self.init(
      smiles, limits: limits, allows: 0x21...0x7e, quoted: { "SMILES \(quoted(smiles))" }, read: crdkit_read_smiles)
  }

  /// Reads an MDL mol block, V2000 or V3000. Of its coordinates only the stereochemistry is kept.
  ///
  /// - Parameters:
  ///   - molBlock: The text of a mol file or of one record of an SD file, up to `M  END`; more is ignored.
  ///   - limits: The largest molecule to accept.
  /// - Throws: ``MoleculeError`` with RDKit's reason.
  public convenience init(molBlock: String, limits: MoleculeLimits = .standard) throws(MoleculeError) {
    try self.init(
      molBlock, limits: limits, allows: 0x01...0xff,
      quoted: { "mol block \(quoted(molBlock.prefix { !$0.isNewline }))" }, read: crdkit_read_mol_block)
  }

  private typealias Reader = (
    UnsafePointer<CChar>?, Int, UInt32, UnsafeMutablePointer<OpaquePointer?>?, UnsafeMutablePointer<UInt32>?,
    UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
  ) -> crdkit_status

  private init(
    _ text: String, limits: MoleculeLimits, allows allowed: ClosedRange<UInt8>, quoted: () -> String, read: Reader
  ) throws(MoleculeError) {
    var text = text
    let byteCount = text.utf8.count
    if byteCount > limits.maximumBytes { throw .tooLong(bytes: byteCount, limit: limits.maximumBytes) }
    if byteCount == 0 { throw .empty }
    if let place = text.utf8.firstIndex(where: { !allowed.contains($0) }) {
      let offset = text.utf8.distance(from: text.startIndex, to: place)
      throw .unexpectedByte(text.utf8[place], offset: offset, input: quoted())
    }
    var handle: OpaquePointer?
    var count: UInt32 = 0
    var reason: UnsafeMutablePointer<CChar>?
    let status = text.withUTF8 { bytes in
      bytes.withMemoryRebound(to: CChar.self) {
        read($0.baseAddress, $0.count, UInt32(limits.maximumAtoms), &handle, &count, &reason)
      }
    }
    let words = taken(reason)
    guard let handle else {
      switch status {
      case CRDKIT_TOO_MANY_ATOMS: throw .tooManyAtoms(Int(count), limit: limits.maximumAtoms)
      case CRDKIT_CHEMISTRY: throw .impossible(input: quoted(), reason: words)
      default: throw .malformed(input: quoted(), reason: words)
      }
    }
    self.handle = handle
    self.atomCount = Int(count)
    if count == 0 { throw .empty }
  }

  deinit { crdkit_release(handle) }

  /// The version of the RDKit library in use, such as `2022.09.3`.
  public static var rdkitVersion: String { String(cString: crdkit_version()) }
}

/// The text that the shim has handed over, in its last moment; empty where it handed none.
func taken(_ text: UnsafeMutablePointer<CChar>?) -> String {
  guard let text else { return "" }
  defer { crdkit_free_text(text) }
  return String(cString: text)
}

private func quoted(_ text: some StringProtocol) -> String {
  let shown = text.unicodeScalars.prefix(60).map { $0.properties.generalCategory == .control ? "\u{fffd}" : String($0) }
    .joined()
  return "\"\(shown)\(text.unicodeScalars.count > 60 ? "…" : "")\""
}
