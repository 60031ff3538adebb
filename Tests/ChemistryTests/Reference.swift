import Foundation
import Testing

/// RDKit's Python's values for one molecule; `reference/make_reference.py` says how each was made.
struct Reference: Decodable, Sendable, CustomTestStringConvertible {
  let smiles: String
  let canonical: String
  /// Empty where InChI makes none.
  let inchiKey: String
  let scaffold: String
  let formula: String
  let exactMass, molecularWeight, logP, topologicalPolarSurfaceArea, druglikeness: Double
  let hydrogenBondDonors, hydrogenBondAcceptors, rotatableBonds, ringCount, chiralCenters: Int
  /// On bits of radius 2, 2,048 bits.
  let morgan: [Int]
  /// On bits of radius 3, 500 bits, with chirality.
  let chiralMorgan: [Int]
  let bonds: [[Int]]
  let ogbAtoms, ogbBonds, releasedAtoms, releasedBonds: [[UInt8]]

  var testDescription: String { smiles }

  static let molecules: [Reference] = {
    struct File: Decodable { let molecules: [Reference] }
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    do {
      let data = try Data(contentsOf: folder.appendingPathComponent("reference/molecules.json"))
      return try JSONDecoder().decode(File.self, from: data).molecules
    } catch {
      Issue.record("the reference can't be read: \(error)")
      return []
    }
  }()
}
