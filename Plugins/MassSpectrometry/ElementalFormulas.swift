internal import Chemistry
internal import Foundation

/// Formulas that a light ion or a neutral loss may have, by mass.
///
/// At 5 ppm few formulas are possible below 200 Th, so that a peak's mass tells its elements: the network is told their mean
/// instead of having to learn to count by it.
struct ElementalFormulas: Sendable {
  /// Elements by their atomic numbers, how likely an atom of each is beside carbon and hydrogen, and how many a formula
  /// holds at most.
  private static let elements: [(number: Int, weight: Double, maximum: Int)] = [
    (6, 1, 25), (1, 1, 52), (7, 0.7, 8), (8, 0.8, 12), (15, 0.1, 1), (16, 0.2, 2), (9, 0.15, 6), (17, 0.2, 3),
    (35, 0.1, 1),
  ]

  /// Numbers that a mass becomes: the mean of each element's count, of the double-bond equivalents, the share of the likeliest
  /// formula, and whether there is any formula.
  static let featureCount = elements.count + 3

  private struct Formula {
    let mass: Double
    let counts: [UInt8]
    let weight: Double
    let doubleBondEquivalents: Double
  }

  private let formulas: [Formula]
  let limit: Double

  /// All formulas up to a mass in u.
  init(upTo limit: Double) {
    self.limit = limit
    var found: [Formula] = []
    var counts = [UInt8](repeating: 0, count: Self.elements.count)
    // Heavy elements first; hydrogen, the last, fills up.
    let order = [8, 7, 6, 5, 4, 3, 2, 0, 1]
    func extend(_ place: Int, _ mass: Double, _ weight: Double) {
      guard place < order.count else {
        let valences = counts.map(Double.init)
        let equivalents =
          valences[0] + 1 + (valences[2] + valences[4] - valences[1] - valences[6] - valences[7] - valences[8]) / 2
        // Ions with an even count of electrons have half a double bond more or less than a molecule.
        if mass > 0, equivalents >= -0.5, equivalents <= valences[0] + valences[2] + 1.5 {
          found.append(
            Formula(mass: mass, counts: counts, weight: weight, doubleBondEquivalents: equivalents))
        }
        return
      }
      let element = order[place]
      let (number, factor, maximum) = Self.elements[element]
      let unit = ElementMass.mostCommonIsotope[number]
      var (mass, weight) = (mass, weight)
      for count in 0...maximum where mass <= limit {
        counts[element] = UInt8(count)
        extend(place + 1, mass, weight)
        mass += unit
        weight *= factor
      }
      counts[element] = 0
    }
    if limit > 0 { extend(0, 0, 1) }
    formulas = found.sorted { $0.mass < $1.mass }
  }

  /// Writes what a mass is likely to be made of; zeros beyond the limit.
  /// - Parameter mass: of the atoms, in u.
  func write(_ mass: Double, into features: UnsafeMutableBufferPointer<Float>) {
    guard mass <= limit else { return }
    // 5 ppm, but no better than 1 mTh, to which many files are rounded.
    let deviation = max(0.001, 5e-6 * mass)
    var index = firstIndex(from: mass - 3 * deviation)
    var (total, best) = (0.0, 0.0)
    var sums = [Double](repeating: 0, count: Self.elements.count + 1)
    while index < formulas.count, formulas[index].mass <= mass + 3 * deviation {
      let formula = formulas[index]
      let distance = (formula.mass - mass) / deviation
      let weight = formula.weight * exp(-distance * distance / 2)
      for (element, count) in formula.counts.enumerated() { sums[element] += weight * Double(count) }
      sums[Self.elements.count] += weight * formula.doubleBondEquivalents
      total += weight
      best = max(best, weight)
      index += 1
    }
    guard total > 0 else { return }
    for (place, sum) in sums.enumerated() {
      let scale = place < 2 || place == Self.elements.count ? 0.1 : place < 4 ? 0.3 : 1
      features[place] = Float(scale * sum / total)
    }
    features[Self.elements.count + 1] = Float(best / total)
    features[Self.elements.count + 2] = 1
  }

  private func firstIndex(from mass: Double) -> Int {
    var (low, high) = (0, formulas.count)
    while low < high {
      let middle = (low + high) / 2
      if formulas[middle].mass < mass { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
