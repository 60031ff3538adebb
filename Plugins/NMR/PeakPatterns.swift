internal import Foundation

/// How the multiplicity of a peak, as it is written, becomes one of a few classes; each has a channel of the grid and a
/// learned vector. Class 0 is what is unknown.
public struct PeakPatterns: Sendable {
  public let names: [String]
  private let classify: @Sendable (String) -> Int

  public var count: Int { names.count }

  /// The class of a multiplicity; 0 for none and for what isn't understood.
  public func pattern(of multiplicity: String?) -> Int {
    guard let multiplicity else { return 0 }
    return classify(multiplicity.lowercased().filter { $0.isLetter || $0.isNumber })
  }

  /// Those of 13C: how many hydrogens are attached, which couplings or DEPT tell.
  public static let attachedHydrogens = PeakPatterns(names: ["unknown", "C", "CH", "CH2", "CH3"]) { text in
    switch text {
    case "s", "c": 1
    case "d", "ch": 2
    case "t", "ch2": 3
    case "q", "ch3": 4
    default: 0
    }
  }

  /// Those of 1H: the form of the multiplet. That a signal is broad doesn't count.
  public static let couplingPatterns = PeakPatterns(
    names: [
      "unknown", "singlet", "doublet", "triplet", "quartet", "five or more lines", "several couplings", "multiplet",
    ]
  ) { text in
    let text = ["broad", "br", "b"].first(where: text.hasPrefix).map { text.dropFirst($0.count) } ?? text[...]
    switch text {
    case "s", "singlet": return 1
    case "d", "doublet": return 2
    case "t", "triplet": return 3
    case "q", "qt", "quartet", "quadruplet": return 4
    case "m", "mult", "multiplet": return 7
    case _ where ["p", "qui", "sex", "hex", "sep", "hep", "oct", "non"].contains(where: text.hasPrefix): return 5
    // `dd`, `dt`, `ddd`, …
    case _ where text.count > 1 && text.allSatisfy("sdtqm".contains): return 6
    default: return 0
    }
  }
}
