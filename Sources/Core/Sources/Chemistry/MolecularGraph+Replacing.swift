extension MolecularGraph {
  /// The codes of one atom.
  public func codes(ofAtom atom: Int) -> ArraySlice<UInt8> {
    let width = features.atomVocabulary.count
    return atomCodes[atom * width..<(atom + 1) * width]
  }

  /// The same graph with another atom in the place of one; the bonds stay.
  /// - Parameter codes: of an atom with the same ``features``.
  public func replacing(atom: Int, by codes: ArraySlice<UInt8>) -> MolecularGraph {
    let width = features.atomVocabulary.count
    precondition(codes.count == width, "an atom of \(codes.count) codes in a graph of \(width)")
    var changed = atomCodes
    changed.replaceSubrange(atom * width..<(atom + 1) * width, with: codes)
    return MolecularGraph(
      features: features, atomCodes: changed, bondCodes: bondCodes, sources: sources, incomingOffsets: incomingOffsets)
  }
}
