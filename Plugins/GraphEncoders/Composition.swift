internal import Chemistry
internal import Tensors

/// What a molecule's atoms are, whatever their bonds: how many of each common element, how many others, the charge, and the
/// exact mass as ``MassWaves``.
///
/// Sums over hundreds of channels hold that only roughly, after layers of normalisation; a spectrum of masses tells it to a
/// few millionths.
enum Composition {
  /// Atomic numbers that have a column of their own, and what a count is divided by to be about 1 in size.
  private static let elements: [(number: Int, size: Float)] = [
    (1, 20), (6, 20), (7, 4), (8, 4), (9, 4), (14, 4), (15, 4), (16, 4), (17, 4), (35, 4), (53, 4),
  ]
  private static let otherColumn = elements.count
  private static let chargeColumn = elements.count + 1
  static let columns = elements.count + 2 + MassWaves.count

  /// Places of what is looked at among OGB's properties of an atom, and the code of a neutral atom.
  private static let (number, charge, hydrogens, properties) = (0, 3, 4, 9)
  private static let neutral: Int32 = 5
  private static let columnOf: [Int] = (0...118).map { number in
    elements.firstIndex { $0.number == number } ?? otherColumn
  }

  /// - Parameters:
  ///   - codes: of each atom OGB's properties, row by row.
  ///   - molecules: the atoms of each molecule.
  /// - Returns: shape `[molecules.count, columns]`.
  static func tensor(_ codes: [Int32], _ molecules: Segments) -> Tensor {
    let masses = ElementMass.mostCommonIsotope
    return .filled([molecules.count, columns]) { values in
      values.update(repeating: 0)
      for molecule in 0..<molecules.count {
        let row = UnsafeMutableBufferPointer(rebasing: values[molecule * columns..<(molecule + 1) * columns])
        var mass = 0.0
        for atom in molecules[molecule] {
          // A wildcard has the last code, and no mass.
          let element = Int(codes[atom * properties + number]) + 1
          let hydrogenCount = codes[atom * properties + hydrogens]
          row[element < columnOf.count ? columnOf[element] : otherColumn] += 1
          row[0] += Float(hydrogenCount)
          let code = codes[atom * properties + charge]
          if code < 11 { row[chargeColumn] += Float(code - neutral) }
          mass += (element < masses.count ? masses[element] : 0) + Double(hydrogenCount) * masses[1]
        }
        for (column, element) in elements.enumerated() { row[column] /= element.size }
        MassWaves.write(mass, to: UnsafeMutableBufferPointer(rebasing: row[(chargeColumn + 1)...]))
      }
    }
  }
}
