/// Molecules of one formula, and how well the sample of each matches each of them.
public struct IsomerGroup: Sendable, Equatable {
  public let formula: String
  /// SMILES.
  public let molecules: [String]
  /// Row by row for each sample its similarity to each molecule; that to its own stands on the diagonal.
  public let scores: [[Float]]

  public init(formula: String, molecules: [String], scores: [[Float]]) {
    self.formula = formula
    self.molecules = molecules
    self.scores = scores
  }

  /// Scores closer than this are equal: about ten times what single precision rounds off.
  private static let tolerance: Float = 1e-6

  /// How a sample's own molecule fares against another: 1 if it scores higher, ½ in a tie, else 0.
  func win(_ sample: Int, over other: Int) -> Double {
    let (own, others) = (scores[sample][sample], scores[sample][other])
    if abs(own - others) <= Self.tolerance * max(1, abs(own)) { return 0.5 }
    return own > others ? 1 : 0
  }

  /// What a sample's own molecule earns among all: 1 if it is best, its share if several are, else 0.
  func match(_ sample: Int) -> Double {
    let wins = molecules.indices.filter { $0 != sample }.map { win(sample, over: $0) }
    return wins.contains(0) ? 0 : 1 / Double(1 + wins.count { $0 == 0.5 })
  }
}

/// Two isomers side by side.
public struct IsomerPair: Sendable, Codable, Equatable {
  /// One of the two.
  public struct Member: Sendable, Codable, Equatable {
    public let smiles: String
    /// Similarity of its sample to itself and to the other molecule.
    public let ownScore: Float
    public let otherScore: Float
    /// Whether its sample tells it from the other; a tie does not.
    public let isMatched: Bool
  }

  public let formula: String
  public let first: Member
  public let second: Member

  /// By how much the samples prefer their own molecules, together.
  public var margin: Float { first.ownScore - first.otherScore + second.ownScore - second.otherScore }

  init(_ group: IsomerGroup, _ first: Int, _ second: Int) {
    func member(_ own: Int, _ other: Int) -> Member {
      Member(
        smiles: group.molecules[own], ownScore: group.scores[own][own], otherScore: group.scores[own][other],
        isMatched: group.win(own, over: other) == 1)
    }
    formula = group.formula
    self.first = member(first, second)
    self.second = member(second, first)
  }
}
