public import Tensors

/// An order of molecules in which isomers come into the same batch.
///
/// Isomers are what a spectrum is hardest to tell apart by; of some ten thousand molecules two of one formula seldom meet in a
/// batch by chance.
public struct IsomerOrder: Sendable {
  /// At most so many of one formula stand beside each other, so that a batch holds more than one formula.
  public static let mostTogether = 8

  private let formulas: [String]

  /// - Parameter formulas: the formula of each molecule.
  public init(formulas: [String]) { self.formulas = formulas }

  /// All molecules once: groups of isomers, drawn anew, in random order.
  public func items(_ random: RandomStream) -> [Int] {
    var groups: [[Int]] = []
    // The group of each formula that was begun last.
    var latest: [String: Int] = [:]
    for item in random.permutation(formulas.count) {
      if let group = latest[formulas[item]], groups[group].count < Self.mostTogether {
        groups[group].append(item)
      } else {
        latest[formulas[item]] = groups.count
        groups.append([item])
      }
    }
    return random.child("groups").permutation(groups.count).flatMap { groups[$0] }
  }
}
