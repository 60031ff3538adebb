internal import Chemistry
internal import Foundation

/// What each atom of a molecule adds to a score of it.
public struct Attribution: Codable, Sendable, Equatable {
  /// Canonical; the atoms are counted in its order.
  public let smiles: String
  /// What the score is of: a modality, whose sample finds the molecule, or a property that is predicted.
  public let target: String
  /// How similar the molecule and its sample are in the joint space; or the predicted value in units of the label, of a class
  /// the log-odds.
  public let score: Double
  /// One number an atom: the score less the mean score with other atoms in its place.
  public let contributions: [Double]

  /// The molecule with a disc behind each atom: orange where it raises the score, blue where it lowers it, the stronger the
  /// more.
  public func drawing(width: Int = 320, height: Int = 240) throws -> String {
    let largest = contributions.map(abs).max() ?? 0
    let discs = contributions.enumerated().compactMap { atom, contribution -> AtomHighlight? in
      guard largest > 0 else { return nil }
      // From white to the colour; colour-blind readers too tell orange from blue.
      let strength = abs(contribution) / largest
      let color = contribution > 0 ? (0.93, 0.55, 0.14) : (0.27, 0.55, 0.85)
      let mixed = { (part: Double) in 1 - strength * (1 - part) }
      return strength < 0.05
        ? nil : AtomHighlight(atom: atom, red: mixed(color.0), green: mixed(color.1), blue: mixed(color.2))
    }
    return try Molecule(smiles: smiles).svgElement(width: width, height: height, highlights: discs)
  }

  /// Writes `attribution.csv`, a line an atom, and `attribution-N.svg`, a drawing of each.
  /// - Returns: the names of the files.
  static func write(_ attributions: [Attribution], to folder: URL) throws -> [String] {
    var files = [(name: "attribution.csv", text: table(attributions))]
    for (index, attribution) in attributions.enumerated() {
      files.append(("attribution-\(index + 1).svg", try attribution.drawing()))
    }
    for file in files { try AtomicFileWriter.write(file.text, to: folder.appending(path: file.name)) }
    return files.map(\.name)
  }

  private static func table(_ attributions: [Attribution]) -> String {
    csvLine(["smiles", "target", "score", "atom", "contribution"])
      + attributions.flatMap { found in
        found.contributions.enumerated().map { atom, contribution in
          csvLine([found.smiles, found.target, "\(found.score)", "\(atom + 1)", "\(contribution)"])
        }
      }.joined()
  }
}
