internal import Chemistry

extension CarbonShifts {
  /// A saturated carbon: −2.3 ppm, an increment for each group within four bonds, and corrections for crowding, for
  /// groups on one carbon and for small rings (Pretsch 2009, section 4.1; Grant and Paul 1964).
  func saturated(_ atom: Int) -> Double {
    var shift = -2.3
    var levels: [Int: Int] = [atom: 0]
    var members: Set<Int> = []
    var front = [atom]
    for distance in 0..<4 {
      var next: [Int] = []
      for origin in front {
        for neighbor in structure.heavyNeighbors(origin) where levels[neighbor, default: distance + 1] > distance {
          // An atom that two ways of one length reach, opposite in a ring, counts for both.
          let isNew = levels.updateValue(distance + 1, forKey: neighbor) == nil
          let group = structure.substituent(neighbor, of: origin)
          if !members.contains(neighbor) {
            shift += group.kind.carbon.aliphatic[distance]
            members.formUnion(group.members)
          }
          if isNew, !Self.ends.contains(group.kind) { next.append(neighbor) }
        }
      }
      front = next
    }
    return shift + crowding(atom) + geminal(atom) + Self.ringCorrection(structure.smallestRing(atom))
  }

  /// Groups whose increment speaks for what lies behind them, too.
  private static let ends: Set<Substituent> = [.aryl, .azolyl, .silyl, .boryl, .phosphine, .phosphoryl, .other]

  /// The correction for branches on the neighbours, by the number of groups on the carbon and on the neighbour
  /// (Pretsch 2009, section 4.1).
  private func crowding(_ atom: Int) -> Double {
    let table: [[Double]] = [
      [0.0, 0.0, -1.1, -3.4], [0.0, 0.0, -2.5, -6.0], [0.0, -3.7, -8.5, -10.0], [-1.5, -8.4, -10.0, -12.5],
    ]
    let around = structure.heavyNeighbors(atom)
    guard (1...4).contains(around.count) else { return 0 }
    return around.reduce(0.0) { sum, neighbor in
      let branches = structure.heavyNeighbors(neighbor).count
      let counts = structure.isSaturated(neighbor) && [6, 7, 8, 16].contains(structure.element(neighbor))
      return counts && (1...4).contains(branches) ? sum + table[around.count - 1][branches - 1] : sum
    }
  }

  /// What two electronegative groups on one carbon take from the sum, for each pair: the shifts of CH2X2 and CHX3 less
  /// what the increments give.
  private func geminal(_ atom: Int) -> Double {
    let elements = structure.heavyNeighbors(atom).map(structure.element).filter { $0 != 6 }
    var sum = 0.0
    for (index, one) in elements.enumerated() {
      for other in elements[(index + 1)...] { sum += Self.geminalPair(min(one, other), max(one, other)) }
    }
    return sum
  }

  private static func geminalPair(_ one: Int, _ other: Int) -> Double {
    switch (one, other) {
    case (7, 7): -9
    case (7, 8): -13
    case (8, 8): -18
    case (7, 16), (8, 16): -8
    case (16, 16): -6
    case (9, 9): -29
    case (8, 9), (9, 17), (9, 35): -18
    case (17, 17): -5
    case (8, 17), (7, 9): -10
    case (17, 35): -9
    case (35, 35): -14
    case (53, 53): -37
    default: 0
    }
  }

  /// The shifts of the cycloalkanes less what the increments give.
  private static func ringCorrection(_ size: Int?) -> Double {
    switch size {
    case 3: -18.7
    case 4: -8.0
    case 5: -3.0
    case 6: -1.5
    default: 0
    }
  }
}
