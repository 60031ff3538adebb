internal import CRDKit

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// How desirable a value of one property is among oral drugs: the asymmetric double sigmoid of Bickerton et al., Nature
/// Chemistry 4, 90 (2012), doi:10.1038/nchem.1243, equation 2, divided by its largest value.
private struct Desirability {
  let a, b, c, d, e, f, maximum: Double
  /// The weight in the mean of logarithms: the means over the 1,000 best sets of weights, `QED_w,mo` of the paper.
  let weight: Double

  func callAsFunction(_ x: Double) -> Double {
    let rise = 1 + exp(-(x - c + d / 2) / e)
    let fall = 1 + exp(-(x - c - d / 2) / f)
    return (a + b / rise * (1 - 1 / fall)) / maximum
  }

  // Supplementary table 1 of the paper; the last digits are those that RDKit uses.
  static let molecularWeight = Desirability(
    a: 2.817065973, b: 392.5754953, c: 290.7489764, d: 2.419764353, e: 49.22325677, f: 65.37051707,
    maximum: 104.9805561, weight: 0.66)
  static let logP = Desirability(
    a: 3.172690585, b: 137.8624751, c: 2.534937431, d: 4.581497897, e: 0.822739154, f: 0.576295591,
    maximum: 131.3186604, weight: 0.46)
  static let acceptors = Desirability(
    a: 2.948620388, b: 160.4605972, c: 3.615294657, d: 4.435986202, e: 0.290141953, f: 1.300669958,
    maximum: 148.7763046, weight: 0.05)
  static let donors = Desirability(
    a: 1.618662227, b: 1010.051101, c: 0.985094388, d: 0.000000001, e: 0.713820843, f: 0.920922555,
    maximum: 258.1632616, weight: 0.61)
  static let polarSurfaceArea = Desirability(
    a: 1.876861559, b: 125.2232657, c: 62.90773554, d: 87.83366614, e: 12.01999824, f: 28.51324732,
    maximum: 104.5686167, weight: 0.06)
  static let rotatableBonds = Desirability(
    a: 0.010000000, b: 272.4121427, c: 2.558379970, d: 1.565547684, e: 1.271567166, f: 2.758063707,
    maximum: 105.4420403, weight: 0.65)
  static let aromaticRings = Desirability(
    a: 3.217788970, b: 957.7374108, c: 2.274627939, d: 0.000000001, e: 1.317690384, f: 0.375760881,
    maximum: 312.3372610, weight: 0.48)
  static let structuralAlerts = Desirability(
    a: 0.010000000, b: 1199.094025, c: -0.09002883, d: 0.000000001, e: 0.185904477, f: 0.875193782,
    maximum: 417.7253140, weight: 0.95)
}

extension crdkit_druglikeness {
  /// The quantitative estimate of drug-likeness: the weighted geometric mean of the eight desirabilities.
  var estimate: Double {
    let properties: [(Desirability, Double)] = [
      (.molecularWeight, molecular_weight),
      (.logP, log_p),
      (.acceptors, Double(hydrogen_bond_acceptors)),
      (.donors, Double(hydrogen_bond_donors)),
      (.polarSurfaceArea, polar_surface_area),
      (.rotatableBonds, Double(rotatable_bonds)),
      (.aromaticRings, Double(aromatic_rings)),
      (.structuralAlerts, Double(structural_alerts)),
    ]
    let logarithms = properties.reduce(0) { $0 + $1.0.weight * log($1.0($1.1)) }
    return exp(logarithms / properties.reduce(0) { $0 + $1.0.weight })
  }
}
