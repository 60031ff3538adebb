import Chemistry
import Foundation
import Testing

@Suite("Picture")
struct PictureTests {
  @Test(arguments: Reference.molecules)
  func isNotBlank(_ reference: Reference) throws {
    let picture = try Molecule(smiles: reference.smiles).picture(width: 96, height: 64)
    #expect(picture.pixels.count == 96 * 64 * 3)
    let marked = picture.pixels.count { $0 < 255 }
    // A methane is a few letters; nothing fills half of its picture.
    #expect(marked > 20 && marked < picture.pixels.count / 2)
  }

  /// What RDKit draws with cairo, written by `reference/make_drawings.py`.
  ///
  /// Cairo counts 15 × 17 points of a pixel where here its area is taken, and paints lines that meet in turn.
  @Test(arguments: 1...8)
  func isWhatCairoDraws(_ number: Int) throws {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "reference")
    let molecules = try String(contentsOf: folder.appending(path: "drawings.txt"), encoding: .utf8)
    let smiles = String(molecules.split(separator: "\n")[number - 1])
    let expected = try Picture(png: Array(Data(contentsOf: folder.appending(path: "drawing-\(number).png"))))
    let picture = try Molecule(smiles: smiles).picture(width: 160, height: 120)
    #expect((picture.width, picture.height) == (expected.width, expected.height))
    let differences = zip(picture.pixels, expected.pixels).map { abs(Int($0) - Int($1)) }
    #expect(differences.max() ?? 255 <= 48)
    #expect(Double(differences.reduce(0, +)) / Double(differences.count) < 0.2)
  }

  /// A thread draws on the same page again and again.
  @Test func picturesAreApart() throws {
    let molecules = try Reference.molecules.prefix(40).map { try Molecule(smiles: $0.smiles) }
    let once = try molecules.map { try $0.picture(width: 64, height: 64) }
    var turned = Picture.Style()
    turned.rotation = 30
    turned.lineWidth = 5
    for _ in 0..<2 {
      for (molecule, picture) in zip(molecules, once).reversed() {
        _ = try molecule.picture(width: 64, height: 64, style: turned)
        _ = try molecule.picture(width: 48, height: 80)
        #expect(try molecule.picture(width: 64, height: 64) == picture)
      }
    }
  }

  @Test func grey() throws {
    let molecule = try Molecule(smiles: "CC(=O)Nc1ccc(O)cc1")
    let colored = try molecule.picture(width: 80, height: 80)
    let grey = try molecule.picture(width: 80, height: 80, colors: .grey)
    #expect((grey.width, grey.height, grey.colors) == (80, 80, .grey))
    let luma = (0..<80 * 80).map { pixel in
      let (red, green, blue) = (colored.pixels[3 * pixel], colored.pixels[3 * pixel + 1], colored.pixels[3 * pixel + 2])
      return 0.299 * Double(red) + 0.587 * Double(green) + 0.114 * Double(blue)
    }
    #expect(zip(grey.pixels, luma).allSatisfy { abs(Double($0) - $1) < 1.5 })
    #expect(grey.pixels.contains(255))
  }

  /// Nitrogen is blue and oxygen red.
  @Test func channelsAreInOrder() throws {
    func excess(_ smiles: String, of channel: Int) throws -> Int {
      let pixels = try Molecule(smiles: smiles).picture(width: 64, height: 64).pixels
      return stride(from: 0, to: pixels.count, by: 3).reduce(0) { sum, first in
        sum + 2 * Int(pixels[first + channel]) - Int(pixels[first + 1]) - Int(pixels[first + 2 - channel])
      }
    }
    #expect(try excess("O", of: 0) > 1000)
    #expect(try excess("N", of: 2) > 1000)
  }

  @Test(arguments: Reference.molecules)
  func spellingDoesNotMatter(_ reference: Reference) throws {
    let molecule = try Molecule(smiles: reference.smiles)
    let other = try Molecule(smiles: molecule.randomizedSMILES(seed: 7))
    #expect(try molecule.picture(width: 64, height: 64) == other.picture(width: 64, height: 64))
  }

  @Test func svg() throws {
    let svg = try Molecule(smiles: "c1ccccc1O").svg(width: 200, height: 150)
    #expect(svg.contains("<svg") && svg.contains("width='200px'") && svg.contains("height='150px'"))
    #expect(svg.contains("<path"))
    #expect(svg.hasSuffix("</svg>\n"))
  }

  @Test func style() throws {
    let molecule = try Molecule(smiles: "CCCCO")
    func picture(_ change: (inout Picture.Style) -> Void) throws -> Picture {
      var style = Picture.Style()
      change(&style)
      return try molecule.picture(width: 64, height: 64, colors: .grey, style: style)
    }
    let plain = try molecule.picture(width: 64, height: 64, colors: .grey)
    #expect(try picture { _ in } == plain)
    #expect(try picture { $0.rotation = 45 } != plain)
    let ink = { (picture: Picture) in picture.pixels.reduce(0) { $0 + 255 - Int($1) } }
    #expect(try ink(picture { $0.lineWidth = 5 }) > ink(plain))
  }
}
