internal import CRDKit

/// A coloured disc behind an atom of a drawing.
public struct AtomHighlight: Hashable, Sendable {
  /// The atom's position in the molecule, counted from 0.
  public let atom: Int
  /// From 0 to 1.
  public let red, green, blue: Double
  /// In lengths of a bond.
  public let radius: Double

  /// Numbers outside of their range are brought into it.
  public init(atom: Int, red: Double, green: Double, blue: Double, radius: Double = 0.4) {
    self.atom = atom
    (self.red, self.green, self.blue) = (Self.bounded(red), Self.bounded(green), Self.bounded(blue))
    self.radius = Self.bounded(radius)
  }

  private static func bounded(_ value: Double) -> Double { value >= 0 ? min(1, value) : 0 }
}

extension Molecule {
  /// The drawing of ``picture(width:height:colors:style:)`` as an SVG document of that size in pixels.
  /// - Parameter highlights: discs behind atoms, each atom at most once; they follow the atoms into the drawing, whose own
  ///   order is canonical.
  /// - Throws: ``MoleculeError``, also for a highlight on an atom that the molecule doesn't have.
  public func svg(
    width: Int, height: Int, style: Picture.Style = .init(), highlights: [AtomHighlight] = []
  ) throws(MoleculeError) -> String {
    try check(width, height)
    let discs = highlights.map {
      crdkit_highlight(
        atom: UInt32(exactly: $0.atom) ?? .max, red: $0.red, green: $0.green, blue: $0.blue, radius: $0.radius)
    }
    return try call("the picture") {
      crdkit_draw_svg(handle, Int32(width), Int32(height), style.values, discs, UInt32(discs.count), &$0)
    }
  }

  /// The drawing as an `svg` element to stand in a page: it scales with its place, has no background, and takes a fifth
  /// of the space of ``svg(width:height:style:highlights:)``.
  public func svgElement(
    width: Int = 240, height: Int = 180, highlights: [AtomHighlight] = []
  ) throws(MoleculeError) -> String {
    let shapes = DrawnShapes(try svg(width: width, height: height, highlights: highlights))
    return
      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 \(width) \(height)\" fill=\"none\">\(shapes.text)</svg>"
  }
}
