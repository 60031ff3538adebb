import Chemistry
import Testing

@Suite("Drawing of a molecule as SVG")
struct MoleculeSVGTests {
  private func discs(_ svg: String) -> [Substring] {
    svg.split(separator: "<").filter { $0.hasPrefix("ellipse") }
  }

  /// The place of a disc: `cx` and `cy`.
  private func places(_ smiles: String, _ atom: Int) throws -> [Substring] {
    let svg = try Molecule(smiles: smiles).svgElement(highlights: [AtomHighlight(atom: atom, red: 1, green: 0, blue: 0)]
    )
    return discs(svg).map { $0.prefix { $0 != "r" } }
  }

  /// The drawing is in canonical order; a disc stands behind its own atom however the molecule was spelled.
  @Test func discsFollowTheirAtoms() throws {
    let chlorine = try places("Clc1ccccc1CO", 0)
    #expect(chlorine.count == 1)
    #expect(try places("OCc1ccccc1Cl", 8) == chlorine)
    #expect(try places("Clc1ccccc1CO", 8) == places("OCc1ccccc1Cl", 0))
    #expect(try places("Clc1ccccc1CO", 8) != chlorine)
  }

  @Test func discsHaveColors() throws {
    let molecule = try Molecule(smiles: "CCO")
    let svg = try molecule.svg(
      width: 200, height: 150,
      highlights: [
        AtomHighlight(atom: 0, red: 1, green: 0, blue: 0), AtomHighlight(atom: 2, red: -1, green: 2, blue: .nan),
      ])
    #expect(discs(svg).count == 2)
    #expect(discs(svg).contains { $0.contains("#FF0000") } && discs(svg).contains { $0.contains("#00FF00") })
  }

  @Test(arguments: [3, 70_000, -1])
  func refusesAnAtomThatIsNotThere(_ atom: Int) throws {
    let molecule = try Molecule(smiles: "CCO")
    #expect(throws: MoleculeError.self) {
      try molecule.svgElement(highlights: [AtomHighlight(atom: atom, red: 1, green: 0, blue: 0)])
    }
  }

  /// Everything that RDKit draws is in the element, but the background.
  @Test(arguments: Reference.molecules)
  func elementIsComplete(_ reference: Reference) throws {
    let molecule = try Molecule(smiles: reference.smiles)
    let (document, element) = (try molecule.svg(width: 240, height: 180), try molecule.svgElement())
    let kinds = Set(document.split(separator: "<").map { $0.prefix { $0.isLetter } })
    #expect(kinds.isSubset(of: ["", "svg", "rect", "path", "ellipse"]), "\(kinds)")
    let points = { (text: String) in text.count { "MLQCZ".contains($0) } }
    let paths = { (text: String) in
      text.split(separator: "<").filter { $0.hasPrefix("path") }.compactMap { element in
        element.range(of: " d=").map { range in
          element[range.upperBound...].dropFirst().prefix { $0 != "'" && $0 != "\"" }
        }
      }.joined()
    }
    #expect(points(paths(document)) == points(paths(element)))
    #expect(element.hasPrefix("<svg ") && element.hasSuffix("</svg>") && !element.contains("'"))
    #expect(element.utf8.count < document.utf8.count)
  }
}
